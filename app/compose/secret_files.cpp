#include "app/compose/secret_files.h"

#include "app/compose/setting_values.h"

#include <QFile>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <optional>

namespace glovebox::compose {

namespace {

constexpr qint64 kKeyFileMax = 4096;
constexpr const char *kSecretVariables[]{"ANTHROPIC_ENVIRONMENT_KEY", "ANTHROPIC_WEBHOOK_SIGNING_KEY",
                                         "ANTHROPIC_WORK_SECRET", "GLOVEBOX_API_KEY"};

/// How keys begin (reference 8.3). One that begins otherwise may be anything: it is let pass.
struct KnownKey {
    const char *beginning;
    const char *what;
    std::optional<KeyKind> use; // none: nobody configures it
};
constexpr KnownKey kKnownKeys[]{{"sk-ant-oat", "an environment key", KeyKind::Environment},
                                {"sk-ant-api", "an API key", KeyKind::Operator},
                                {"sk-ant-req-", "a session's token", std::nullopt},
                                {"whsec_", "a webhook signing key", KeyKind::Webhook}};

const char *wanted(KeyKind kind)
{
    switch (kind) {
    case KeyKind::Environment:
        return "an environment key (sk-ant-oat…), which the Console makes on the environment's page";
    case KeyKind::Operator:
        return "an API key (sk-ant-api…)";
    case KeyKind::Webhook:
        return "the key that the Console shows for the webhook endpoint (whsec_…)";
    case KeyKind::LocalApi:
        return "a key of a Glovebox, which gloveboxctl key create makes";
    case KeyKind::WorkSecret:
        break;
    }
    return "";
}

Result<> checkKind(KeyKind kind, const std::string &source, const std::string &key)
{
    if (kind == KeyKind::WorkSecret) // has no beginning of its own; what cannot be decoded is told later
        return {};
    for (const auto &known : kKnownKeys)
        if (key.starts_with(known.beginning) && known.use != kind)
            return fail(ErrorCode::InvalidArgument,
                        source + " holds " + known.what + " (" + known.beginning + "…); it takes " + wanted(kind));
    return {};
}

std::string trimmed(const std::string &text)
{
    constexpr const char *blanks = " \t\r\n\v\f";
    const auto begin = text.find_first_not_of(blanks);
    return begin == std::string::npos ? std::string() : text.substr(begin, text.find_last_not_of(blanks) - begin + 1);
}

} // namespace

Result<SecretString> checkedKey(KeyKind kind, const std::string &source, std::string text)
{
    SecretString given(std::move(text));
    SecretString key(trimmed(given.reveal()));
    if (!isPrintableWord(key.reveal()))
        return fail(ErrorCode::InvalidArgument,
                    source + " contains a blank, a line break or another character that no key has");
    GB_CHECK(checkKind(kind, source, key.reveal()));
    return key;
}

Result<SecretString> keyFromVariable(KeyKind kind, const char *name)
{
    const char *value = std::getenv(name);
    return checkedKey(kind, name, value ? value : "");
}

Result<SecretString> readKeyFile(KeyKind kind, const std::string &source, const std::string &path)
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
    auto key = checkedKey(kind, source + ": " + path, bytes.toStdString());
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
