// What a reader of logs meets in a folder that others can write to: lines, and an index that says where they are.
#include "core/logs/line_matcher.h"
#include "core/logs/log_export.h"
#include "core/logs/sparse_index.h"

#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    using namespace glovebox;
    using namespace glovebox::logs;
    const std::string_view bytes(reinterpret_cast<const char *>(data), size);
    const auto index = SparseIndex::parse(bytes, size);
    std::uint64_t last = 0;
    for (const auto &entry : index.entries()) {
        if (entry.offset < last || entry.offset >= size)
            __builtin_trap();
        last = entry.offset;
    }
    static const auto matcher = LineMatcher::make({{.source = "engine", .words = {"lease", "-x"}}, {.text = "a"}});
    for (std::size_t begin = 0; begin <= size;) {
        const auto end = std::min(bytes.find('\n', begin), size);
        const auto line = bytes.substr(begin, end - begin);
        const auto decoded = decodeLine(line, 1);
        const auto printed = plainLine(decoded);
        if (printed.find_first_of("\n\x1b") != std::string::npos)
            __builtin_trap();
        if (matcher->matches(line) && !matcher->likely()->mayBeIn(line)) // what is left unread has no match
            __builtin_trap();
        if (decoded.readable) { // what was read is written the same, and read again
            auto again = encodeLine(decoded.line, decoded.lost);
            again.pop_back();
            if (!(decodeLine(again, 1).line == decoded.line))
                __builtin_trap();
        }
        begin = end + 1;
    }
    return 0;
}
