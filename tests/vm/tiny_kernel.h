// Guests of a few instructions in the clothes of a Linux kernel: QEMU's firmware loads and starts them like a real one,
// within milliseconds and without an image. They run in 16-bit mode with interrupts off.
#pragma once

#include <QByteArray>
#include <QByteArrayList>

#include <algorithm>
#include <string_view>

namespace glovebox::test {

/// Instructions that print on the serial console.
inline QByteArray printing(const QByteArray &text)
{
    QByteArray code("\xba\xf8\x03", 3); // mov dx, 0x3f8
    for (const char c : text) {
        code += '\xb0'; // mov al, c
        code += c;
        code += '\xee'; // out dx, al
    }
    return code;
}

/// Sleeps for ever.
inline QByteArray idling()
{
    return QByteArray("\xf4\xeb\xfd", 3);
} // hlt; jmp to it
/// Faults with no handler for it until the processor resets.
inline QByteArray resetting()
{
    return QByteArray("\x0f\x01\x1e\x00\x04\xcc", 6);
} // lidt of zeros; int3
/// Tells the pvpanic device what a panicking kernel tells it.
inline QByteArray panicking()
{
    return QByteArray("\xba\x05\x05\xb0\x01\xee", 6);
} // out 0x505, 1
/// Prints for ever.
inline QByteArray flooding()
{
    return printing("x") + QByteArray("\xee\xeb\xfd", 3);
} // out dx, al; jmp to it

/// Prints 'a' to 'z' for ever, the place in the row kept in memory alone.
inline QByteArray counting()
{
    return QByteArray("\xba\xf8\x03" // mov dx, 0x3f8
                      "\xc6\x06\x00\x50"
                      "a"            // mov byte [0x5000], 'a'
                      "\xa0\x00\x50" // next: mov al, [0x5000]
                      "\xee"         // out dx, al
                      "\xfe\xc0"     // inc al
                      "\x3c"
                      "{"        // cmp al, 'z' + 1
                      "\x72\x02" // jb store
                      "\xb0"
                      "a"            // mov al, 'a'
                      "\xa2\x00\x50" // store: mov [0x5000], al
                      "\xb9\x00\x40" // mov cx, 0x4000
                      "\xe2\xfe"     // loop: itself
                      "\xeb\xea",    // jmp next
                      30);
}
/// Whether a console's end is an unbroken piece of that row.
inline bool countsOn(std::string_view text)
{
    text.remove_prefix(std::min(text.size(), text.find_first_of("abcdefghijklmnopqrstuvwxyz"))); // what was cut off
    for (std::size_t at = 1; at < text.size(); ++at)
        if (text[at] != (text[at - 1] == 'z' ? 'a' : text[at - 1] + 1))
            return false;
    return !text.empty();
}
/// Takes some time.
inline QByteArray delaying()
{
    return QByteArray("\xbb\x00\x10" // mov bx, 0x1000
                      "\xb9\x00\x80" // again: mov cx, 0x8000
                      "\xe2\xfe"     // loop: itself
                      "\x4b"         // dec bx
                      "\x75\xf8",    // jnz again
                      11);
}

/// A file that a loader of Linux kernels accepts and that starts with `code`.
inline QByteArray kernelOf(const QByteArray &code)
{
    constexpr int setupSectors = 4;
    QByteArray file((setupSectors + 1) * 512 + 4096, '\0');
    const auto put = [&file](int at, const QByteArray &bytes) {
        file.replace(at, bytes.size(), bytes);
    };
    put(0x1f1, QByteArray(1, char(setupSectors)));
    put(0x1fe, QByteArray("\x55\xaa", 2));
    put(0x200, QByteArray("\xeb\x66", 2)); // over the header, to 0x268
    put(0x202, QByteArray("HdrS\x0c\x02", 6));
    put(0x211, QByteArray("\x01", 1)); // the rest is loaded at 1 MiB
    put(0x214, QByteArray("\x00\x00\x10\x00", 4));
    put(0x22c, QByteArray("\xff\xff\xff\x7f", 4));
    put(0x238, QByteArray("\xff\x07\x00\x00", 4)); // length of a command line
    put(0x260, QByteArray("\x00\x00\x10\x00", 4));
    put(0x268, QByteArray("\xfa", 1) + code); // cli
    return file;
}

} // namespace glovebox::test
