// Role: a program in QEMU's place: maps the memory file that it inherited private, and writes the pages whose numbers
// it reads, one a line. Says "ready" first and "written" after each; ends with the status 7 when there are no more.
#include <cstdio>
#include <cstdlib>
#include <sys/mman.h>
#include <unistd.h>

int main(int, char **argv)
{
    const int file = std::atoi(argv[1]);
    const auto pages = static_cast<std::size_t>(std::atoi(argv[2]));
    const auto pageBytes = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
    auto *memory =
        static_cast<char *>(::mmap(nullptr, pages * pageBytes, PROT_READ | PROT_WRITE, MAP_PRIVATE, file, 0));
    if (memory == MAP_FAILED)
        return 1;
    std::puts("ready");
    std::fflush(stdout);
    for (std::size_t page = 0; std::scanf("%zu", &page) == 1 && page < pages;) {
        memory[page * pageBytes] = 1;
        std::puts("written");
        std::fflush(stdout);
    }
    return 7;
}
