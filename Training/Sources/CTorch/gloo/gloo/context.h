// Of Gloo, whose headers libtorch's package leaves out, what ProcessGroupGloo.hpp names of a
// context.
#pragma once

#include <chrono>

namespace gloo {

class Context {
public:
  void setTimeout(std::chrono::milliseconds timeout);
};

} // namespace gloo
