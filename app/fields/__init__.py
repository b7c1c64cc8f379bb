"""From a declared parameter to an editor: `editor_for` is the one table, `FormRow` a labelled line of a form.

An editor shows a plain JSON value and says when the user has finished with another; it keeps nothing and changes
nothing. Serves the inspector and every other form of the window (data, training settings), so that a new layer kind
or optimizer needs no widget of its own. Knows the engine's parameters and Qt, and no other room.
"""

from app.fields.field import Field
from app.fields.row import FormRow
from app.fields.table import editor_for

__all__ = ["Field", "FormRow", "editor_for"]
