#include "app/compose/broken_pipes.h"

#include <csignal>

namespace glovebox::compose {

void ignoreBrokenPipes()
{
    std::signal(SIGPIPE, SIG_IGN);
}

} // namespace glovebox::compose
