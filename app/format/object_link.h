// Role: links to what the panel shows, "glovebox://sandbox/sbx-1": written for the clipboard, and read from whoever
// sends one. Pure. Invariant: what is read is of a known kind, short, and of the letters that ids have; anything else
// is refused in words.
#pragma once

#include <QString>

#include <optional>

namespace glovebox::format {

inline constexpr qsizetype kLinkMax = 256;

struct ReadLink {
    std::optional<QString> object; // "sandbox/sbx-1", as the panel opens it
    QString why;                   // it is no link to anything
};

QString linkTo(const QString &kind, const QString &id);
ReadLink readLink(const QString &text);

} // namespace glovebox::format
