// What a guest's program may print to the window's terminal, with the window resized in between. Two screens read the
// same bytes, one of them byte by byte: they show the same.
#include "app/models/terminal_screen.h"

#include <algorithm>
#include <cstdint>

namespace {

using namespace glovebox;
using namespace glovebox::models;

void check(const TerminalScreen &screen)
{
    const auto &cursor = screen.cursor();
    if (cursor.row < 0 || cursor.row >= screen.size().rows || cursor.column < 0 ||
        cursor.column >= screen.size().columns)
        __builtin_trap();
    if (static_cast<std::size_t>(screen.top() - screen.firstLine()) > TerminalScreen::kHistoryLinesMax)
        __builtin_trap();
    for (const QChar c : screen.title())
        if (c.unicode() < 0x20 || c.unicode() == 0x7f)
            __builtin_trap();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const std::string_view bytes(reinterpret_cast<const char *>(data), size);
    TerminalScreen whole({40, 8});
    TerminalScreen pieces({40, 8});
    whole.feed(bytes);
    for (const char &c : bytes)
        pieces.feed({&c, 1});
    check(whole);
    // Of letters that are broken off libvterm makes one sign or another, as they are cut.
    const bool isAscii = std::ranges::all_of(bytes, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
    for (auto line = whole.top(); isAscii && line < whole.top() + 8; ++line)
        if (!(whole.line(line) == pieces.line(line)))
            __builtin_trap();
    if (whole.takeOutput().size() > TerminalScreen::kAnswersMax)
        __builtin_trap();
    // The first bytes say how it is resized.
    for (std::size_t i = 0; i + 1 < size && i < 8; i += 2) {
        pieces.resize({data[i] % 120, data[i + 1] % 60});
        pieces.feed(bytes);
        check(pieces);
        pieces.bracketsPaste();
        pieces.focus(true);
        pieces.mouseButton(1, true, data[i] % 60, data[i + 1] % 120, 0);
        for (auto line = pieces.firstLine(); line < pieces.top() + pieces.size().rows; ++line)
            static_cast<void>(pieces.text(line, 0, 200));
    }
    return 0;
}
