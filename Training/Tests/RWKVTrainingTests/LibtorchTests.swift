// One test after the other: libtorch's random generator and threads are the process's.

import Testing

/// All that draws random numbers from libtorch or sets its threads, one test after the other.
@Suite(.serialized) enum LibtorchTests {}
