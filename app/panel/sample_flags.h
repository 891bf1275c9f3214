// Role: the flags of `glovebox --sample`, and what they may not be mixed with. Pure but for the parser that they are
// added to.
#pragma once

#include "app/sample/sample_options.h"
#include "core/base/result.h"

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace glovebox::panel {

struct SampleFlags {
    bool wanted = false;
    sample::SampleOptions options;
    double delay = 0; // seconds
    std::vector<std::string> faults;
};

void addSampleFlags(CLI::App &app, SampleFlags &flags);
/// InvalidArgument: what `arguments` name belongs to a real environment, or to the demo.
Result<> checkUnmixed(const std::vector<std::string> &arguments);
sample::SampleOptions optionsOf(const SampleFlags &flags);

} // namespace glovebox::panel
