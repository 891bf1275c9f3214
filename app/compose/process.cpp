#include "app/compose/process.h"

#include <csignal>
#include <sys/resource.h>

namespace glovebox::compose {

void ignoreBrokenPipes()
{
    std::signal(SIGPIPE, SIG_IGN);
}

void leaveNoCoreFile()
{
    const ::rlimit none{0, 0};
    ::setrlimit(RLIMIT_CORE, &none);
}

} // namespace glovebox::compose
