#include "app/cli/typed_secret.h"

#include "app/cli/terminal_mode.h"
#include "core/domain/gate_secret.h"

#include <QFile>
#include <QUtf8StringView>

#include <cstdio>
#include <unistd.h>

namespace glovebox::cli {

namespace {

/// Of a line that a terminal hands over.
constexpr std::size_t kTypedValueMax = 4094;

Result<SecretString> valueIn(QFile &source, const std::string &name)
{
    const auto bytes = source.read(static_cast<qint64>(domain::kGateValueMax) + 3);
    std::string text(bytes.constData(), static_cast<std::size_t>(bytes.size()));
    if (text.ends_with('\n'))
        text.pop_back();
    if (text.ends_with('\r'))
        text.pop_back();
    if (text.empty())
        return fail(ErrorCode::InvalidArgument, name + " has no value in it");
    if (!QUtf8StringView(text.data(), static_cast<qsizetype>(text.size())).isValidUtf8())
        return fail(ErrorCode::InvalidArgument,
                    name + " is not UTF-8 text: a header carries text, so encode it first (base64, hexadecimal)");
    return SecretString(std::move(text));
}

Result<SecretString> typedValue(const std::string &what)
{
    const TerminalMode unseen(STDIN_FILENO, TerminalMode::Kind::Unseen); // before anybody is asked to type
    std::fprintf(stderr, "%s (it is not shown): ", what.c_str());
    std::string text;
    for (int byte = std::getchar(); byte != EOF && byte != '\n' && text.size() <= domain::kGateValueMax;
         byte = std::getchar())
        text += static_cast<char>(byte);
    std::fputc('\n', stderr);
    if (text.size() >= kTypedValueMax)
        return fail(ErrorCode::TooLarge, "a terminal cuts what is so long: put it into a file (--value-file)");
    if (text.empty())
        return fail(ErrorCode::InvalidArgument, "no value was typed");
    return SecretString(std::move(text));
}

} // namespace

Result<SecretString> secretFrom(const SecretSource &from)
{
    const bool fromInput = from.file.empty() || from.file == "-";
    if (fromInput && ::isatty(STDIN_FILENO) == 1)
        return typedValue(from.what);
    QFile source(QString::fromStdString(from.file));
    const bool opened = fromInput ? source.open(stdin, QIODevice::ReadOnly) : source.open(QIODevice::ReadOnly);
    if (!opened)
        return fail(ErrorCode::InvalidArgument, from.file + " cannot be read: " + source.errorString().toStdString());
    return valueIn(source, fromInput ? "standard input" : from.file);
}

} // namespace glovebox::cli
