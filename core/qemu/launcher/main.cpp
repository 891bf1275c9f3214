// Role: main() of glovebox-vm-launcher, which becomes the program that it is told to start, with a descriptor by which
// the engine can see what a guest writes, and open to the engine's looks. Without it snapshots stop the guest for
// longer, and where only ancestors may look into a process there are none.
#include "core/qemu/launcher/fault_descriptor.h"

#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstring>
#include <unistd.h>

namespace {

constexpr int kUsageError = 64;
constexpr int kNotStarted = 127;
constexpr int kNoNumber = 0;
constexpr int kFirstFree = 3;
constexpr int kNumberMax = 255;

} // namespace

int main(int argc, char **argv)
{
    int number = 0;
    const char *text = argc > 2 ? argv[1] : "";
    const auto [end, error] = std::from_chars(text, text + std::strlen(text), number);
    const bool none = number == kNoNumber;
    if (argc < 3 || error != std::errc{} || *end != '\0' || (!none && number < kFirstFree) || number > kNumberMax) {
        std::fprintf(stderr, "usage: glovebox-vm-launcher NUMBER PROGRAM [ARGUMENT ...]\n\n"
                             "Becomes PROGRAM, with a userfaultfd as descriptor NUMBER (3 to 255) where the kernel "
                             "allows it. 0: without one. Others of its user may look into its memory.\n");
        return kUsageError;
    }
    glovebox::qemu::launcher::allowLooking();
    if (!none)
        glovebox::qemu::launcher::arrangeFaultDescriptor(number);
    ::execv(argv[2], argv + 2);
    std::fprintf(stderr, "glovebox-vm-launcher: %s: %s\n", argv[2], std::strerror(errno));
    return kNotStarted;
}
