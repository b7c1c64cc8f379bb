"""What can be wrong with a drawing: parameters, ports, layers, nodes and edges, settings, the file, the plan."""

from __future__ import annotations

from engine.texts.text import Text

TEXTS: dict[str, Text] = {
    # ------------------------------------------------------------------ parameters of any declaration
    "parameter_unknown": Text("expected one of the parameters {expected}, got {name}", "did you mean {suggestion}?"),
    "parameter_derived": Text(
        "{name} is worked out from what comes in, and must not be given", "remove the parameter {name}"
    ),
    "parameter_missing": Text("expected a value for {name} ({expected}), got none", "set {name}"),
    "parameter_type": Text("expected {expected} for {name}, got {received}", "change {name}"),
    "parameter_range": Text("expected {expected} for {name}, got {received}", "change {name}"),
    # ------------------------------------------------------------------ what comes in at a port
    "port_dtype": Text("expected {expected}, got {received}", "put a Cast in between, or choose another column"),
    "port_dims": Text("expected {expected} dimensions, got {count} ({received})", "put {kind} in between"),
    "size_follows_batch": Text(
        "expected a fixed size on axis {axis}, got {received}, where it follows the batch",
        "keep the batch on axis 0",
    ),
    # ------------------------------------------------------------------ what the layer kinds expect
    "axis_missing": Text("expected {name} to be an axis of {received}, got {axis}", "choose {first} to {last}"),
    "axis_is_batch": Text(
        "expected the batch to stay on axis 0, on its own, got {name} = {axis} for {received}", "choose a later axis"
    ),
    "axis_mixes_samples": Text(
        "expected each sample to stay apart, got {name} = {axis}, the batch of {received}", "choose a later axis"
    ),
    "axis_repeated": Text("expected each axis once for {name}, got {received}", "name each axis once"),
    "axes_incomplete": Text("expected each axis of {received} once for {name}, got {axes}", "name all its axes"),
    "shapes_do_not_fit": Text(
        "expected shapes that fit together, got {first} and {second}",
        "sizes must be equal or 1, counted from the last axis; change one of the layers before, or Reshape",
    ),
    "sizes_differ": Text(
        "expected equal sizes on every axis but {axis}, got {first} and {second}",
        "change one of the layers before, or join along another dim",
    ),
    "sizes_not_equal": Text("expected values of one shape, got {first} and {second}", "change the layers before"),
    "inner_sizes_differ": Text(
        "expected as many columns in the first as rows in the second, got {first} and {second}",
        "put a Transpose before one of them",
    ),
    "element_count": Text(
        "expected a shape for the {count} values of each sample of {received}, got {shape}, which holds {expected}",
        "change shape; one of its sizes may be -1",
    ),
    "index_out_of_range": Text("expected {name} within {count} places, got {received}", "choose {first} to {last}"),
    "slice_empty": Text("expected a slice with something in it, got none of {count} places", "change start or end"),
    "squeezes_nothing": Text("expected size 1 on axis {axis}, got {received}: nothing changes", "choose another dim"),
    "does_not_divide": Text(
        "expected {name} to divide {what} = {count}, got {received}", "choose one of {choices}, or change {what}"
    ),
    "window_too_large": Text(
        "expected at least {expected} places on axis {axis} for the kernel, got {received}",
        "make kernel_size smaller, or padding larger",
    ),
    "padding_too_large": Text("expected padding of at most half the kernel ({expected}), got {received}", "reduce it"),
    "same_needs_stride_one": Text('expected stride 1 with padding "same", got {received}', "set padding to a number"),
    "output_padding_too_large": Text(
        "expected output_padding below stride or dilation, got {received}", "reduce output_padding"
    ),
    "channel_count": Text("expected {name} to be 1 or the {expected} channels, got {received}", "change {name}"),
    "normalized_shape": Text(
        "expected the last sizes of {received} for normalized_shape, got {given}", "leave normalized_shape out"
    ),
    "odd_size": Text("expected an even size on axis {axis}, to be halved, got {received}", "change the layer before"),
    "too_long": Text("expected at most {expected} places on axis 1, got {received}", "raise max_len"),
    "state_shape": Text("expected {expected} for {name}, got {received}", "take it from a layer like this one"),
    "state_incomplete": Text("expected both h_0 and c_0, or neither, got only {received}", "connect the other, too"),
    "proj_size": Text("expected proj_size below hidden_size = {expected}, got {received}", "reduce proj_size"),
    "mask_dtype": Text("expected a mask of bool or float32, got {received}", "put a Cast in between"),
    "mask_shape": Text("expected a mask of {expected}, got {received}", "change the mask"),
    "lengths_differ": Text("expected {expected} for {name}, got {received}", "change the layer before"),
    "padding_pairs": Text(
        "expected two numbers for each axis to pad, at most {expected} for {received}, got {count}",
        "give pairs, last axis first",
    ),
    "upsample_size": Text("expected either size or scale_factor, got {received}", "set one of them"),
    "upsample_count": Text("expected one number, or {expected} for {shape}, got {received}", "change {name}"),
    "upsample_mode": Text("expected one of the modes {expected} for {received}, got {mode}", "change mode"),
    "value_shape": Text("expected a value that fits the shape {expected}, got {received}", "change value or shape"),
    "value_dtype": Text("expected a value that {expected} holds, got {received}", "change value or dtype"),
    # ------------------------------------------------------------------ what the losses expect
    "target_shape": Text(
        "expected a target of the shape of the input, {expected}, got {received}", "put {kind} before the target"
    ),
    "target_classes": Text(
        "expected a target of {expected}, a class for each place of {scores}, got {received}",
        "is a Flatten missing before the last Linear, or an axis too many in the target?",
    ),
    "target_probabilities": Text(
        "expected class probabilities of {expected}, or class numbers (int64), got {dtype} of {received}",
        "put a Cast to int64 before the target",
    ),
    "class_weights": Text("expected {expected} numbers for {name}, one a class, got {received}", "change {name}"),
    "weights_do_not_fit": Text("expected numbers for {name} that fit {expected}, got {received}", "change {name}"),
    "variance_shape": Text("expected a variance of {expected}, or 1 on its last axis, got {received}", "change it"),
    # ------------------------------------------------------------------ nodes and edges
    "id_form": Text(
        "expected an id of letters, digits and _ that begins with a letter, at most 64 long, got {received}",
        "rename the node",
    ),
    "id_reserved": Text("expected an id that is free in Python and in nn.Module, got {received}", "rename the node"),
    "id_duplicate": Text("expected each id once, got {received} twice", "rename one of the nodes"),
    "kind_unknown": Text("expected a layer kind of the catalogue, got {received}", "did you mean {suggestion}?"),
    "block_unknown": Text("expected a block of this project, got {received}", "add the block, or remove the node"),
    "code_untrusted": Text("its code is not trusted, and does not run", "read the code, then trust it"),
    # ---- code that is kept in the project: `line` counts from 1
    "code_unknown": Text("expected a code of this project, got {received}", "write it, or remove the node"),
    "code_name_form": Text(
        "expected a name for code of letters, digits and _ that begins with a letter, got {received}", "rename the code"
    ),
    "code_syntax": Text("line {line}: {reason}"),
    "code_too_long": Text("expected at most {expected} characters of code, got {received}", "shorten the code"),
    "code_future": Text(
        "line {line}: an import from __future__ has to come first in a file, and this code does not", "remove the line"
    ),
    "code_import_all": Text("line {line}: expected the names that are imported, got *", "name what is needed"),
    "code_no_layer": Text(
        "line {line}: expected a class that is an nn.Module, a function or an expression, got none",
        "begin with class Name(nn.Module):, def name(x): or an expression such as x * 2",
    ),
    "code_name": Text("line {line}: expected the name {expected}, got {received}", "give it the name {expected}"),
    "code_name_taken": Text("line {line}: {name} is defined already by {received}", "choose another name"),
    "code_no_forward": Text("line {line}: expected a method forward in {name}, got none", "add def forward(self, x):"),
    "code_no_self": Text("line {line}: expected self as the first argument of a method, got none", "add self"),
    "code_star": Text("line {line}: expected inputs with names, got *{name}", "name each input"),
    "code_no_return": Text("line {line}: expected {name} to return a tensor, it returns nothing", "add a return"),
    "code_returns": Text(
        "line {line}: expected {expected} values as in the other returns, got {received}",
        "return equally many everywhere",
    ),
    "code_parameter_type": Text(
        "line {line}: expected a type or a default for {name}, such as {name}: int, got none that makes a field",
        "write {name}: int, float, bool, str or tuple[int, ...]",
    ),
    "code_parameter_name": Text("line {line}: a parameter may not be called {name} here", "call it otherwise"),
    "code_raised": Text("line {line} of {kind}: {reason}"),
    "code_raised_outside": Text("{kind} raised {reason}", "see the code of {kind}"),
    "code_result": Text("expected {expected} from {kind}, got {received}", "return tensors, as many as in the text"),
    "code_exits": Text("the code of {kind} ends the program", "remove the call that exits"),
    "code_too_slow": Text(
        "the code of {kind} had not ended after {seconds} seconds, with a tiny input", "does a loop in it never end?"
    ),
    "code_too_much": Text("the code of {kind} wants more memory than there is: {reason}", "make less at once"),
    "code_not_tried": Text("the code of {kind} could not be tried: {reason}", "check the project again"),
    "code_pending": Text("the code of {kind} is being tried", "this takes a moment"),
    "share_unknown": Text("expected the id of a node whose layer to use again, got {received}", "name another node"),
    "tie_unknown": Text("expected a parameter of the network to tie {name} to, got {received}", "name another one"),
    "edge_node_unknown": Text("expected an edge between nodes of the graph, got {received}", "remove the edge"),
    "edge_port_unknown": Text("expected one of the ports {expected}, got {received}", "connect another port"),
    "edge_duplicate": Text("expected one edge into {received}, got two", "remove one of them"),
    "edge_from_loss": Text(
        "expected a loss to end the graph, got an edge from {received}", "use the kind Loss on the last value"
    ),
    "port_unconnected": Text("expected an edge into {name}, got none", "connect {name}"),
    "variadic_gap": Text("expected edges into {name} without gaps, got none at [{index}]", "connect the edges again"),
    "cycle": Text("expected a graph without cycles, got one through {received}", "remove one of its edges"),
    # ------------------------------------------------------------------ training settings
    "setting_type": Text("expected {expected} for {name}, got {received}", "change {name}"),
    # ---- optimizers, schedules and metrics
    "setting_kind_unknown": Text("expected one of {expected} for {name}, got {received}", "did you mean {suggestion}?"),
    "parameter_order": Text("expected {name} from small to large, got {received}", "swap the values of {name}"),
    "nesterov_momentum": Text(
        "expected momentum above 0 and dampening 0 with nesterov, got momentum {momentum} and dampening {dampening}",
        "set momentum, for example to 0.9, or switch nesterov off",
    ),
    "nothing_to_update": Text(
        "expected a network with weights to train, got one without", "add a layer that has weights, such as Linear"
    ),
    "clip_sparse": Text(
        "expected gradients with all their zeros, to be clipped, got the sparse ones of {kind}",
        "set sparse to false, or leave out training.clip",
    ),
    "metric_unsuited": Text("expected one of the metrics {expected} with {loss}, got {received}", "remove {received}"),
    # ------------------------------------------------------------------ the project file
    "file_not_readable": Text("expected a file that can be read, got: {received}", "check the path"),
    "file_too_large": Text("expected a file of at most {expected} bytes, got {received}", ""),
    "file_not_utf8": Text("expected UTF-8 text, got: {received}", "is this a Chainrule project?"),
    "file_not_json": Text("expected JSON, got: {received}", "is the file cut off?"),
    "file_too_deep": Text("expected at most {expected} levels of nesting, got more", "is this a Chainrule project?"),
    "file_number_too_large": Text("expected a number of a usual size for {name}, got one that is far too large", ""),
    "file_key_repeated": Text("expected each key once, got {name} twice", "remove one of them"),
    "file_format": Text('expected "format": "chainrule", got {received}', "is this a Chainrule project?"),
    "file_version": Text('expected "version" from 1 to {expected}, got {received}', ""),
    "file_newer": Text(
        "expected a file of version {expected} or older, got version {received}", "open it with a newer Chainrule"
    ),
    "file_value": Text("expected {expected} for {name}, got {received}", ""),
    "output_not_written": Text("could not write the output: {received}", "make room, or send it elsewhere"),
    "file_not_writable": Text("could not write: {received}", "the old file is unchanged; choose another place"),
    # ---- saved weights
    "weights_missing": Text("expected the saved weights {file}, got: {received}", "training starts from the seed"),
    "weights_damaged": Text("expected whole weights in {file}, got: {received}", "training starts from the seed"),
    "weights_lack_node": Text("expected saved weights for {names}, got none", "it starts as its init says"),
    "weights_unfit": Text("expected {expected} for {name}, got saved weights of {received}", "{outcome}"),
    # ---- the parts of the project file
    "block_name": Text("expected a block's name of letters, digits and _, got {received}", "rename the block"),
    "node_role": Text("expected exactly one of {expected}, got {received}", "give the node one of them"),
    "edge_form": Text('expected an edge like "node.port -> node.port", got {received}', "write it anew"),
    "view_position": Text("expected a position of two numbers, got {received}", ""),
    # ------------------------------------------------------------------ the plan
    "torch_refuses": Text("{kind} cannot take {received}: {reason}", "change its parameters, or what comes in"),
    "batch_moved": Text("expected the batch to stay on axis 0, got {received}", "leave axis 0 as it is"),
    "batch_joined": Text("expected each sample to stay apart, got {received}", "leave the axis of the batch as it is"),
    "batch_behind": Text(
        "expected the batch on axis {expected} or in front of it, got {received}", "move it to the front"
    ),
    "batch_uneven": Text("expected sizes that follow the batch evenly, got {received}", "leave axis 0 as it is"),
    "expression": Text("expected an expression of numbers and {expected}, got {text}: {received}", "mend it"),
    "expression_outside": Text("expected a value, got {text}, outside a block", "write a number"),
    # ---- making blocks
    "group_nothing": Text(
        "expected layers to make a block of, got none", "select layers; Inputs, Outputs and losses stay outside"
    ),
    "group_cycle": Text(
        "expected nothing between the nodes of a block, got {received}, which leads out of it and back into it",
        "select {received} too",
    ),
    "group_share": Text(
        "expected a layer and its shared use on the same side, got {received} apart from {owner}", "select both"
    ),
    "group_tie": Text("expected ties that stay inside the block, got one to {received}", "select both nodes"),
    "ungroup_no_block": Text("expected the use of a block, got {received}", "select a block"),
    "ungroup_shared": Text(
        "expected a block that is used once here, got {received}, which shares it", "remove {received} first"
    ),
    "block_name_taken": Text("expected a name that is free, got {received}", "choose another name"),
    "block_used": Text("expected a block that nobody uses, got {received}, used by {names}", "remove its uses first"),
    "block_parameter_name": Text(
        "expected a name of letters, digits and _ that is free, got {received}", "choose another name"
    ),
    "block_parameter_used": Text(
        "expected a parameter that no expression uses, got {received}, used by {names}", "change those layers first"
    ),
    "block_recursive": Text("expected a block that does not contain itself, got {received} within itself", ""),
    "block_no_output": Text("expected at least one Output in the block {received}", "add an Output to the block"),
    "block_not_repeatable": Text(
        "expected outputs of {received} that fit its inputs, so that it can be repeated", "set repeat to 1"
    ),
    "input_untyped": Text("expected a column or a shape, got neither", "choose a column of the data, or give a shape"),
    "column_unknown": Text("expected one of the columns {expected}, got {received}", "did you mean {suggestion}?"),
    "init_parameter_unknown": Text("expected one of the parameters {expected} to start, got {received}", ""),
    "init_value": Text(
        "expected a number, a list of shape {expected}, or a function of torch.nn.init for {name}, got {received}",
        "change init",
    ),
    "tie_shape": Text("expected {expected} for {name}, to tie it, got {received}", "tie parameters of one shape"),
}
