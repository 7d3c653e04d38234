// Of Gloo, whose headers libtorch's package leaves out, nothing that ProcessGroupGloo.hpp needs
// here.
#pragma once
