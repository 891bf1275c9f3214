// Role: main() of glovebox-vm-launcher, which becomes the program that it is told to start, with a descriptor by which
// the engine can see what a guest writes. Without it snapshots stop the guest for longer, and all works as well.
#include "core/qemu/launcher/fault_descriptor.h"

#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstring>
#include <unistd.h>

namespace {

constexpr int kUsageError = 64;
constexpr int kNotStarted = 127;
constexpr int kFirstFree = 3;
constexpr int kNumberMax = 255;

} // namespace

int main(int argc, char **argv)
{
    int number = 0;
    const char *text = argc > 2 ? argv[1] : "";
    const auto [end, error] = std::from_chars(text, text + std::strlen(text), number);
    if (argc < 3 || error != std::errc{} || *end != '\0' || number < kFirstFree || number > kNumberMax) {
        std::fprintf(stderr, "usage: glovebox-vm-launcher NUMBER PROGRAM [ARGUMENT ...]\n\n"
                             "Becomes PROGRAM, with a userfaultfd as descriptor NUMBER (3 to 255) where the kernel "
                             "allows it.\n");
        return kUsageError;
    }
    glovebox::qemu::launcher::arrangeFaultDescriptor(number);
    ::execv(argv[2], argv + 2);
    std::fprintf(stderr, "glovebox-vm-launcher: %s: %s\n", argv[2], std::strerror(errno));
    return kNotStarted;
}
