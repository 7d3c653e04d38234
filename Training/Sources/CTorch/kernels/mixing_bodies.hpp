// The kernels of mixing.hpp, for one kind of processor.
#include "norm.hpp"
#include "relu_squared.hpp"
#include "token_shift.hpp"
#include "wkv7_prepare.hpp"
#include "wkv7_finish.hpp"
