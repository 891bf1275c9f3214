// Role: runs a fuzz target without libFuzzer, for a fixed count of inputs that are the same each time: part of
// `./dev test`, with any compiler. It has no eyes for what is covered, so that it needs seeds to come far.
//
//   fuzz_NAME --count N [SEED ...]    the seeds as they are, then N inputs made from them
//   fuzz_NAME --only I [SEED ...]     that one of them, after it failed
#include <algorithm>
#include <array>
#include <charconv>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <string_view>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size);
namespace {

/// Of what is made of smaller seeds.
constexpr std::size_t kInputMax = 4096;

/// Where a run is; the parent reads it there when its child has died.
struct Progress {
    enum class What { Seed, Input, Behind };
    What what = What::Seed;
    unsigned long long number = 0;
};

class Inputs {
public:
    explicit Inputs(std::vector<std::string> seeds) : m_seeds(std::move(seeds))
    {
        for (const auto &seed : m_seeds)
            m_longest = std::max(m_longest, seed.size());
    }

    /// The same for the same number, whichever were made before.
    std::string at(std::uint64_t number)
    {
        m_random.seed(number);
        if (m_seeds.empty() || below(16) == 0)
            return noise();
        auto out = m_seeds[below(m_seeds.size())];
        for (auto turns = 1 + below(6); turns > 0; --turns)
            change(out);
        out.resize(std::min(out.size(), m_longest));
        return out;
    }

private:
    std::size_t below(std::size_t end) { return end == 0 ? 0 : static_cast<std::size_t>(m_random() % end); }
    char anyByte() { return static_cast<char>(below(256)); }

    std::string noise()
    {
        std::string out(below(200), '\0');
        const bool isText = below(2) == 0;
        for (char &c : out)
            c = isText ? static_cast<char>(' ' + below(95)) : anyByte();
        return out;
    }

    void change(std::string &out)
    {
        const auto at = below(out.size() + 1);
        const auto length = 1 + below(below(4) == 0 ? 64 : 8);
        switch (below(8)) {
        case 0:
            if (at < out.size())
                out[at] = static_cast<char>(out[at] ^ (1 << below(8)));
            break;
        case 1:
            if (at < out.size())
                out[at] = anyByte();
            break;
        case 2:
            out.insert(at, 1, anyByte());
            break;
        case 3:
            out.erase(at, length);
            break;
        case 4: // something of it once more
            out.insert(at, out.substr(below(out.size() + 1), length));
            break;
        case 5: { // the rest of another one, or a piece of it
            const auto &other = m_seeds[below(m_seeds.size())];
            const auto from = below(other.size() + 1);
            below(2) == 0 ? out.replace(at, out.npos, other.substr(from)) : out.insert(at, other.substr(from, length));
            break;
        }
        case 6: { // the edges of numbers
            static constexpr std::array<std::string_view, 8> kEdges{std::string_view("\xFF\xFF\xFF\xFF", 4),
                                                                    std::string_view("\0\0\0\0", 4),
                                                                    std::string_view("\x7F\xFF", 2),
                                                                    std::string_view("\x80\0", 2),
                                                                    "18446744073709551616",
                                                                    "-1",
                                                                    "ffffffffffffffff",
                                                                    "0"};
            const auto edge = kEdges[below(kEdges.size())];
            out.replace(at, std::min(out.size() - at, below(2) == 0 ? edge.size() : 0), edge);
            break;
        }
        default:
            out.resize(at); // it breaks off
        }
    }

    std::vector<std::string> m_seeds;
    std::size_t m_longest = kInputMax; // a head that is as long by itself is to be read to its end
    std::mt19937_64 m_random;
};

void run(const std::string &input)
{
    LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t *>(input.data()), input.size());
}

void runAll(const std::vector<std::string> &seeds, std::uint64_t count, volatile Progress &progress)
{
    for (std::size_t i = 0; i < seeds.size(); ++i) {
        progress.number = i + 1;
        run(seeds[i]);
    }
    Inputs inputs(seeds);
    progress.what = Progress::What::Input;
    for (std::uint64_t i = 0; i < count; ++i) {
        progress.number = i;
        run(inputs.at(i));
    }
    progress.what = Progress::What::Behind;
    std::printf("%zu seeds and %llu inputs\n", seeds.size(), static_cast<unsigned long long>(count));
}

void tellWhich(const volatile Progress &progress)
{
    if (progress.what == Progress::What::Seed)
        std::fprintf(stderr, "It was seed %llu.\n", progress.number);
    else if (progress.what == Progress::What::Input)
        std::fprintf(stderr, "It was input %llu: --only %llu\n", progress.number, progress.number);
    else
        std::fputs("It was behind the last input.\n", stderr);
}

/// In a child, because whatever ends it (a signal, a sanitizer with a way of its own to end a program, an exit()) can
/// be told from here, and is not in anybody's way there.
int runInChild(const std::vector<std::string> &seeds, std::uint64_t count)
{
    void *page = ::mmap(nullptr, sizeof(Progress), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    const pid_t child = page == MAP_FAILED ? -1 : ::fork();
    if (child < 0) {
        std::perror("a child to run the inputs in");
        return 2;
    }
    auto &progress = *static_cast<Progress *>(page);
    if (child == 0) {
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);
        runAll(seeds, count, progress);
        return 0;
    }
    int status = 0;
    if (::waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0 &&
        progress.what == Progress::What::Behind)
        return 0;
    tellWhich(progress);
    return 1;
}

} // namespace

int main(int argc, char **argv)
{
    const std::vector<std::string> words(argv + 1, argv + argc);
    std::uint64_t number = 0;
    const bool isUsed = words.size() >= 2 && (words[0] == "--count" || words[0] == "--only") &&
                        std::from_chars(words[1].data(), words[1].data() + words[1].size(), number).ec == std::errc();
    if (!isUsed) {
        std::fputs("--count N or --only I, and files to begin with\n", stderr);
        return 2;
    }
    std::vector<std::string> seeds;
    for (std::size_t i = 2; i < words.size(); ++i) {
        std::ifstream file(words[i], std::ios::binary);
        if (!file) {
            std::fprintf(stderr, "%s cannot be read\n", words[i].c_str());
            return 2;
        }
        seeds.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
    }
    if (words[0] == "--count")
        return runInChild(seeds, number);
    run(Inputs(seeds).at(number));
    return 0;
}
