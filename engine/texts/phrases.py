"""The one table of English phrases: pieces of a sentence that a problem takes as an argument.

`{name}` stands for an argument of the phrase, which may be a phrase as well; braces that are meant stand twice.
"""

from __future__ import annotations

PHRASES: dict[str, str] = {
    # ------------------------------------------------------------------ what a value has to be
    "text": "text",
    "true_or_false": "true or false",
    "whole_number": "a whole number",
    "whole_numbers": "whole numbers",
    "number": "a number",
    "numbers": "numbers",
    "limited": "{value} {limits}",
    "at_least": "at least {limit}",
    "above": "above {limit}",
    "at_most": "at most {limit}",
    "below": "below {limit}",
    "from_to": "from {first} to {last}",
    "one_of": "one of {choices}",
    "list_of": "a list of {items}",
    "list_of_count": "a list of {count}",
    "list_of_at_least": "a list of {count} or more of {items}",
    "list_in_order": "a list of {count}: {items}",
    "nested_list": "a nested list of numbers with even lengths",
    "table": '{{"column": [the value of each sample, ...], ...}} with numbers, or lists of numbers of one shape',
    # ---- of the parts of a file
    "a_text": "a text",
    "a_name": "a name",
    "a_list": "a list",
    "an_object": "an object",
    "plain_value": "a plain value",
    "list_of_names": "a list of names",
    "path_beside": "a path beside the project",
    "block_parameter": '{{"type": "int", "float", "bool" or "text", "default": ...}}',
    # ---- put together
    "and": "{first} and {second}",
    "or": "{first} or {second}",
    "otherwise": "{first}, or {second}",
    "then": "{first}; {second}",
    "words": "{value}, {words}",
    # ------------------------------------------------------------------ what goes in and out of layers
    "scalar": "scalar",
    "any_value": "any value",
    "floating_values": "floating-point values",
    "float32_values": "float32 values, as the weights are",
    "index_values": "whole numbers (int64 or int32)",
    "int64_values": "whole numbers (int64)",
    "bool_values": "true or false values",
    "or_more": "{count} or more",
    "tensors": "tensors",
    "values": "{count} values",
    "at_batch": "{count} at a batch of {batch}",
    # ------------------------------------------------------------------ what data sources and transforms ask for
    "less_than_half": "less than half of the size ({size})",
    "third_of_length": "at most a third of the length ({count})",
    "at_most_words": "at most {count}, the words",
    "above_low": "a number above low ({low})",
    "one_or_so_many": "1 or {count} numbers",
    # ------------------------------------------------------------------ what becomes of weights that do not fit
    "starts_anew": "it starts as its init says",
    "kept_in_part": "the first {lasting} of them go on, the rest starts as its init says",
    # ------------------------------------------------------------------ what came instead
    "nothing": "nothing",
    "none": "none",
    "infinite": "infinite",
    "too_deep": "a value nested too deeply",
    "code_too_deep": "nested too deeply",
    "huge_number": "a huge number",
    "at_line": "{reason} at line {line}, column {column}",
    # ---- of an expression
    "too_many_characters": "more than {count} characters",
    "unknown_name": "the name {name}",
    "division_by_zero": "a division by zero",
    "no_expression": "a text that is no expression",
    "number_above": "a number above {limit}",
    "more_than_arithmetic": "something other than numbers, names and + - * / // %",
    "no_number": "{value}, which is no number",
    # ---- of a file, of own code, of the memory
    "no_regular_file": "no regular file",
    "of_file": "{file}: {reason}",
    "no_such_file": "no such file",
    "another_checksum": "another checksum",
    "too_little_memory": "too little memory",
    "too_little_free": "too little is free",
    "code_exit": "SystemExit: it ends the program",
    "code_no_process": "the process for it did not start",
    "ffmpeg_ended": "ffmpeg ended with {code}",
    "code_writes_answers": "it writes where the answers go",
}
