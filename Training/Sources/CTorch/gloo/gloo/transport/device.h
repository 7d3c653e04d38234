// Of Gloo, whose headers libtorch's package leaves out, the names that ProcessGroupGloo.hpp points
// to.
#pragma once

namespace gloo::transport {

class Device;
class UnboundBuffer {};

} // namespace gloo::transport
