#include "app/compose/process.h"

#include <csignal>
#include <cstdlib>
#include <malloc.h>
#include <sys/resource.h>

namespace glovebox::compose {

void ignoreBrokenPipes()
{
    std::signal(SIGPIPE, SIG_IGN);
}

void useQtsEventLoop()
{
    ::setenv("QT_NO_GLIB", "1", 1);
}

void mergeWhatIsFreed()
{
    ::mallopt(M_MXFAST, 0);
}

void leaveNoCoreFile()
{
    const ::rlimit none{0, 0};
    ::setrlimit(RLIMIT_CORE, &none);
}

} // namespace glovebox::compose
