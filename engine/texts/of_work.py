"""What can go wrong when work is done: data, training, steps that are taken apart, the command line."""

from __future__ import annotations

from engine.texts.text import Text

TEXTS: dict[str, Text] = {
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
    "share_other_kind": Text(
        "expected layers of one kind to share weights, got {received} beside {expected}", "select layers of one kind"
    ),
    "share_other_parameter": Text(
        "expected {expected} as {name} of {other}, which {owner} has, got {received}", "give both the same {name} first"
    ),
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
    "step_given_up": Text("the step was given up before it ended", "does a loop in the project's code never end?"),
    "code_given_up": Text("the step was given up in line {line} of {kind}", "does a loop in it never end?"),
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
    "call_place": Text(
        "expected QUANTITY:NODE.NAME[INDEX] with one of {expected}, got {received}", "for example {example}"
    ),
    "call_place_unknown": Text("expected a number of the step, got {received}", "for example {example}"),
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
    "call_film_size": Text("expected a size from {first} to {last}, both even, got {received}", "for example 1280x720"),
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
    "state_given_up": Text(
        "expected the kept state of step {step}, but it was given up for newer ones",
        "go to another state; with more memory more of them are kept",
    ),
    "state_not_reached": Text(
        "expected to come to step {step} again, got to step {received}", "go back to an earlier step"
    ),
    "run_damaged": Text("expected a run to go on with in {folder}, got: {received}", "choose another folder"),
    "unforeseen": Text("something unforeseen happened: {reason}", "please report it"),
}
