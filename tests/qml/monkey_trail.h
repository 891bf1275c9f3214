// Role: what panel_monkey did last, for whoever wants to see what it found; and what Qt and QML complain of meanwhile.
// Thread: GUI; a signal handler writes what there is.
#pragma once

#include <QString>
#include <QStringList>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstring>
#include <unistd.h>

namespace monkey {

inline constexpr std::size_t kTold = 20; // of the last actions

/// What was done last, where a signal handler can write it.
class Trail {
public:
    void add(const QString &what)
    {
        auto &line = m_lines[m_next++ % kTold];
        const QByteArray text = what.toUtf8().left(static_cast<int>(line.size()) - 2) + '\n';
        std::copy(text.begin(), text.end() + 1, line.begin());
    }
    void write() const
    {
        for (std::size_t i = m_next > kTold ? m_next - kTold : 0; i < m_next; ++i) {
            const auto &line = m_lines[i % kTold];
            [[maybe_unused]] auto written = ::write(STDERR_FILENO, "  ", 2);
            written = ::write(STDERR_FILENO, line.data(), ::strnlen(line.data(), line.size()));
        }
    }

private:
    std::array<std::array<char, 160>, kTold> m_lines{};
    std::size_t m_next = 0;
};

inline Trail &trail()
{
    static Trail last;
    return last;
}

inline void tellAndDie(int signal)
{
    trail().write();
    std::signal(signal, SIG_DFL);
    ::raise(signal);
}

inline QStringList &problems()
{
    static QStringList told;
    return told;
}

inline QtMessageHandler s_next = nullptr;

/// Of Qt itself, whatever a program does: the picture's own platform; a list that gives up a row which is filtered out;
/// a hint whose delay ends between its end and its deletion, which a loop by hand draws out; its own dialog for files,
/// which is let go of while it is open.
inline constexpr std::array kQtsOwn{"This plugin does not support propagateSizeHints()",
                                    "This plugin does not support raise()", "DelegateModel::cancel: index out range",
                                    "QML Hint: cannot find any window to open popup in",
                                    "qrc:/qt-project.org/imports/QtQuick/Dialogs/quickimpl/"};

inline bool isQtsOwn(const QString &text)
{
    return std::ranges::any_of(kQtsOwn, [&](const char *own) { return text.contains(QLatin1String(own)); });
}

/// What Qt and QML complain of; our own warnings are about the faults of the sample.
inline void listen(QtMsgType type, const QMessageLogContext &context, const QString &text)
{
    const QByteArray category = context.category;
    if (type != QtDebugMsg && type != QtInfoMsg && !category.startsWith("glovebox") && !isQtsOwn(text))
        problems() += text;
    if (s_next)
        s_next(type, context, text);
}

} // namespace monkey
