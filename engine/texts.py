"""The one table of English texts for problems: code -> message and hint.

A message says what was expected and what came; a hint says what to do. `{name}` stands for an argument of the
problem. The window translates these texts by their code.
"""

from __future__ import annotations

from typing import NamedTuple


class Text(NamedTuple):
    message: str
    hint: str = ""


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
    "code_untrusted": Text(
        "this node runs code that is kept in the project, and the project is not trusted",
        "read the code, then trust it",
    ),
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
    "weights_unfit": Text(
        "expected {expected} for {name}, got saved weights of {received}", "it starts as its init says"
    ),
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
    # ------------------------------------------------------------------ data sources, transforms, splits
    "data_source_unknown": Text(
        "expected one of the data sources {expected}, got {received}", "did you mean {suggestion}?"
    ),
    "data_transform_unknown": Text(
        "expected one of the transforms {expected}, got {received}", "did you mean {suggestion}?"
    ),
    "data_column_unknown": Text("expected one of the columns {expected}, got {received}", "choose another column"),
    "data_not_classes": Text("expected a column of class numbers, got {received}", "choose another column"),
    "data_class_range": Text("expected class numbers from 0 to {expected} in {name}, got {received}", "give classes"),
    "data_lengths_differ": Text(
        "expected columns with the same number of samples, got {received}", "add what is missing"
    ),
    "data_split_sum": Text("expected train, validation and test to add up to 1, got {received}", "change data.split"),
    "data_nothing_to_fit": Text(
        "expected training samples to fit {name} on, got none", "give train more than 0 in data.split"
    ),
    "data_too_large": Text("expected data of at most {expected} GiB, got {received} GiB", "take fewer samples"),
    "data_out_of_memory": Text("there is not enough memory for the data", "take fewer samples"),
    "data_package_missing": Text("expected the package {package}, which holds this table, got none", "install it"),
    "data_file_missing": Text("expected the file {file}, got none", "check the folder"),
    "data_folder_lacks": Text(
        "expected the file {file} in {folder}, got none", "check data.params.folder, or remove it to download the files"
    ),
    "data_file_unreadable": Text("could not read {file}: {reason}", "check who may read it"),
    "data_file_corrupt": Text("expected a whole gzip file, got a damaged one: {file} ({reason})", "get it again"),
    "data_file_broken": Text(
        "expected the numbers of the table in {file}, got: {reason}", "install scikit-learn again"
    ),
    "data_file_truncated": Text("expected a whole file, got one that is cut off: {file}", "get it again"),
    "data_idx_magic": Text(
        "expected an IDX file that begins with the number {expected}, got {received} in {file}", "is it the right file?"
    ),
    "data_idx_shape": Text("expected {expected} values, got {received} in {file}", "is it the right file?"),
    "data_idx_trailing": Text("expected {expected} values, got more in {file}", "is it the right file?"),
    "data_counts_differ": Text(
        "expected {expected} labels, as many as images, got {received} in {file}", "get both again"
    ),
    "data_label_range": Text("expected labels from 0 to {expected}, got {received} in {file}", "is it the right file?"),
    "data_download_failed": Text(
        "could not download {address}: {reason}", "check the network, or name a folder that holds the files"
    ),
    "data_download_silent": Text(
        "could not download {address}: nothing came for {seconds} seconds, or too little",
        "check the network, or name a folder that holds the files",
    ),
    "data_download_incomplete": Text(
        "expected {expected} bytes of {address}, got {received}: the connection was cut", "try again"
    ),
    "data_checksum": Text(
        "expected the file with its known checksum from {address}, got another one",
        "try again later, or name a folder that holds the files",
    ),
    "data_cache_unwritable": Text(
        "could not write {file}: {reason}", "make room, or name a folder that holds the files"
    ),
    "nothing_to_compute": Text(
        "expected a loss or an Output, got a graph that leads to neither", "add a loss to train, or an Output"
    ),
    "classes_too_few": Text(
        "expected a score for each of the {expected} classes of {column}, got {received}",
        "let the last layer give {expected}",
    ),
    "loss_in_block": Text("expected losses on the main page, got {received} inside a block", "put it behind the block"),
    "repeat_alone": Text("expected repeat on the use of a block, got {received} on a layer", "make it a block"),
    "share_kind": Text("expected a layer to use again, got {received}", "add another {received}"),
    "share_own": Text("expected {name} on the node {expected}, got it where its layer is only used again", "move it"),
    "share_unbuilt": Text(
        "expected a layer that can be built to use again, got {received}", "connect {received} first"
    ),
    "share_unfit": Text("expected inputs that fit the shared {expected}, got some for {received}", ""),
    "network_raised": Text("{kind} raised {reason}", "see the line of the generated code"),
    # ------------------------------------------------------------------ training
    "no_loss": Text("expected a loss to minimize, got a graph without one", "add a loss and connect it"),
    "no_inputs": Text("expected an Input that reads a column of the data, got none", "add an Input"),
    "no_training_data": Text("expected samples to train on, got an empty training part", "change the split"),
    "nothing_to_train": Text(
        "expected weights to train, got none that are not frozen", "add a layer that has weights, or unfreeze one"
    ),
    "device_missing": Text("expected a device that is there, got {received}", "choose auto or cpu"),
    "weights_too_large": Text(
        "expected weights that fit into memory, got {received} GiB of them", "make the network smaller"
    ),
    "out_of_memory": Text("the memory ran out: {reason}", "make the batch or the network smaller"),
    "step_raised": Text("the training step raised {reason}", ""),
    "diverged": Text("the loss became {loss}", "lower the learning rate, reset the weights, and train again"),
    "diverged_at": Text(
        "the loss became {loss}: {kind} is the first with a value that is no number",
        "lower the learning rate, reset the weights, and train again",
    ),
    "diverged_weights": Text(
        "the loss became {loss}: the weights {names} are no numbers any more", "lower the learning rate"
    ),
    # ------------------------------------------------------------------ stepping
    "samples_none": Text(
        "expected samples in the {name} part of the data, got none", "choose another part, or change the split"
    ),
    "samples_outside": Text(
        "expected samples from 0 to {last} of the {name} part, got {first} to {received}", "choose others"
    ),
    "stepping_nan_value": Text(
        "expected numbers from {kind}, got NaN", "look at what enters it; lower the learning rate, or reset the weights"
    ),
    "stepping_nan_gradient": Text(
        "expected a gradient of numbers from {kind}, got NaN",
        "look at what enters it and what comes back",
    ),
    # ------------------------------------------------------------------ why a gradient dies
    "diagnosis_vanishing": Text(
        "expected at least {expected} of the gradient that the losses send back, got {received} behind {kind}",
        "on the way it shrinks most at {place} (gain {gain}); use ReLU, other first weights, a normalization or skips",
    ),
    "diagnosis_exploding": Text(
        "expected at most {expected} times the gradient that the losses send back, got {received} behind {kind}",
        "on the way it grows most at {place} (gain {gain}); use smaller first weights, a normalization or clipping",
    ),
    "diagnosis_dead": Text(
        "expected units of {kind} that are not dead, got {received} of {count} that are 0 for all {values} values",
        "use other first weights in the layer before it, LeakyReLU, a normalization or a lower learning rate",
    ),
    "diagnosis_saturated": Text(
        "expected less than {expected} of the values of {kind} where it is flat, got {received}",
        "normalize what enters it, or use smaller first weights in the layer before it",
    ),
    "diagnosis_no_gradient": Text(
        "expected a gradient at the weights of {kind}, got none: it does not learn", "look behind it for what stops it"
    ),
    "diagnosis_not_learning": Text(
        "expected an update of about {usual} of the weights of {kind}, got {received}: it does not learn",
        "raise the learning rate, or let more gradient reach it",
    ),
    "diagnosis_not_learning_everywhere": Text(
        "expected an update of about {usual} of the weights, got {received}: no layer learns", "raise the learning rate"
    ),
    "diagnosis_update_large": Text(
        "expected an update of about {usual} of the weights of {kind}, got {received}", "lower the learning rate"
    ),
    "diagnosis_update_large_everywhere": Text(
        "expected an update of about {usual} of the weights, got {received}", "lower the learning rate"
    ),
    "diagnosis_frozen": Text("expected weights that learn, got {count} that are frozen", "unfreeze it, or let it be"),
    "diagnosis_not_finite_value": Text(
        "expected finite values from {kind}, got the first {received} ones", "look at what enters it"
    ),
    "diagnosis_not_finite_gradient": Text(
        "expected a finite gradient from {kind}, got the first {received} one", "its slope is none at what enters it"
    ),
    "diagnosis_not_finite_weight": Text(
        "expected finite weights in {kind}, got {received} ones in {name}", "lower the learning rate, reset the weights"
    ),
    # ------------------------------------------------------------------ the command line
    "call_set_form": Text("expected PATH=VALUE for --set, got {received}", "for example training.epochs=5"),
    "call_set_path": Text(
        "expected a path of the project file for --set, got {received}", "did you mean {suggestion}?"
    ),
    "call_set_number": Text("expected a number of a usual size for --set {name}, got one that is far too large", ""),
    "call_set_depth": Text("expected a plain value for --set {name}, got one nested too deeply", ""),
    "call_nodes": Text("expected nodes of this project for --nodes, got {received}", "did you mean {suggestion}?"),
    "call_part_empty": Text(
        "expected samples in the {name} part of the data, got none", "choose another --split, or change data.split"
    ),
    "call_samples": Text(
        "expected samples from 0 to {last} of the {name} part, got {first} to {received}",
        "choose another --index or --batch",
    ),
    "call_template": Text("expected one of the templates {expected}, got {received}", "did you mean {suggestion}?"),
    "call_file_exists": Text("expected the name of a file that is not there yet", "choose another, or give --force"),
    "call_export_place": Text("expected a file for the code, got one that ends in {received}", "end it in .py"),
    "call_run_exists": Text(
        "expected a folder without a run in it, got {received}", "choose another, or give --continue to go on with it"
    ),
    "call_figure_place": Text("expected a file that ends in {expected}, got {received}", "choose another ending"),
    "call_moment": Text(
        "expected design, loss, end or PHASE:NODE for --at, got {received}", "for example backward:fc1"
    ),
    "call_moment_node": Text("expected a node of this project for --at, got {received}", "did you mean {suggestion}?"),
    "call_moment_none": Text("expected a moment of this step for --at, got {received}", "it has {expected}"),
    "call_film_size": Text("expected a size from {expected}, both even, got {received}", "for example 1280x720"),
    "call_picture_too_large": Text(
        "expected {expected} pixels a side at most, got {received}", "make the scale smaller"
    ),
    "film_package_missing": Text(
        "expected the package imageio-ffmpeg to write MP4, got none", "install it, or write a GIF"
    ),
    "film_not_encoded": Text("the film could not be encoded: {reason}", "write a GIF, or install imageio-ffmpeg again"),
    "nothing_to_continue": Text(
        "expected saved weights to continue from, got none", "train with --save first, or leave --continue out"
    ),
    "state_unfit": Text(
        "expected a state of this network and its optimizer, got that of another",
        "branch from it, or undo what was changed since",
    ),
    "state_not_reached": Text(
        "expected to come to step {step} again, got to step {received}", "go back to an earlier step"
    ),
    "run_damaged": Text("expected a run to go on with in {folder}, got: {received}", "choose another folder"),
    "unforeseen": Text("something unforeseen happened: {reason}", "please report it"),
}
