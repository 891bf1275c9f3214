#include "app/compose/secret_files.h"

#include "app/compose/setting_values.h"

#include <QFile>

#include <algorithm>
#include <cstdlib>
#include <cstring>

namespace glovebox::compose {

namespace {

constexpr qint64 kKeyFileMax = 4096;
constexpr const char *kSecretVariables[]{"ANTHROPIC_ENVIRONMENT_KEY", "ANTHROPIC_WEBHOOK_SIGNING_KEY",
                                         "ANTHROPIC_WORK_SECRET"};

std::string trimmed(const std::string &text)
{
    constexpr const char *blanks = " \t\r\n\v\f";
    const auto begin = text.find_first_not_of(blanks);
    return begin == std::string::npos ? std::string() : text.substr(begin, text.find_last_not_of(blanks) - begin + 1);
}

} // namespace

Result<SecretString> checkedKey(const std::string &source, std::string text)
{
    SecretString given(std::move(text));
    SecretString key(trimmed(given.reveal()));
    if (!isPrintableWord(key.reveal()))
        return fail(ErrorCode::InvalidArgument,
                    source + " contains a blank, a line break or another character that no key has");
    return key;
}

Result<SecretString> keyFromVariable(const char *name)
{
    const char *value = std::getenv(name);
    return checkedKey(name, value ? value : "");
}

Result<SecretString> readKeyFile(const std::string &source, const std::string &path)
{
    const auto wrong = [&](const std::string &what) {
        return fail(ErrorCode::InvalidArgument, source + ": " + path + ' ' + what);
    };
    QFile file(QString::fromStdString(path));
    if (!file.open(QIODevice::ReadOnly))
        return wrong("cannot be read: " + file.errorString().toStdString());
    if (file.permissions() & (QFileDevice::ReadOther | QFileDevice::WriteOther))
        return wrong("can be read by every user of this host; run: chmod 600 " + path);
    auto bytes = file.read(kKeyFileMax + 1);
    if (bytes.size() > kKeyFileMax)
        return wrong("is longer than any key: more than " + std::to_string(kKeyFileMax) + " bytes");
    auto key = checkedKey(source + ": " + path, bytes.toStdString());
    bytes.fill('\0');
    if (key && key->empty())
        return wrong("is empty");
    return key;
}

void forgetSecrets()
{
    for (const char *variable : kSecretVariables) {
        if (char *value = std::getenv(variable))
            explicit_bzero(value, std::strlen(value));
        ::unsetenv(variable);
    }
}

} // namespace glovebox::compose
