#include "core/ledger/audit_export.h"

#include <nlohmann/json.hpp>

namespace glovebox::ledger {

namespace {

class JsonLines final : public AuditExport {
public:
    std::string head() const override { return {}; }
    std::string line(const domain::AuditEntry &entry) override { return exportedForm(entry) + '\n'; }
};

std::string cell(const std::string &text)
{
    std::string quoted = "\"";
    if (!text.empty() && std::string_view("=+-@\t\r").find(text.front()) != std::string_view::npos)
        quoted += '\'';
    for (const char c : text) {
        quoted += c;
        if (c == '"')
            quoted += c;
    }
    return quoted + '"';
}

class Csv final : public AuditExport {
public:
    std::string head() const override
    {
        return "seq,time,actor,origin,action,object,outcome,reason,before,after,session,hmac\r\n";
    }
    std::string line(const domain::AuditEntry &entry) override
    {
        std::string row = std::to_string(entry.sequence);
        for (const auto &text :
             {timestamp(entry.at), std::string(word(entry.actor)), entry.origin, entry.action, entry.object,
              std::string(word(entry.outcome)), entry.reason, entry.before, entry.after, entry.session, entry.chainTag})
            row += ',' + cell(text);
        return row + "\r\n";
    }
};

class SandboxLines final : public AuditExport {
public:
    SandboxLines(const AuditKey &key, std::string sandbox) : m_key(key.keyOf(sandbox)), m_sandbox(std::move(sandbox)) {}

    std::string head() const override { return {}; }
    std::string line(const domain::AuditEntry &entry) override
    {
        if (entry.object != "sandbox/" + m_sandbox)
            return {};
        const nlohmann::json data{{"actor", std::string(word(entry.actor))},
                                  {"after", entry.after},
                                  {"before", entry.before},
                                  {"origin", entry.origin},
                                  {"outcome", std::string(word(entry.outcome))},
                                  {"reason", entry.reason},
                                  {"session", entry.session},
                                  {"trail_seq", entry.sequence}};
        ++m_number;
        const auto at = timestamp(entry.at);
        const auto message = m_previous + '\n' + std::to_string(m_number) + '\n' + at + '\n' + m_sandbox + '\n' +
                             entry.action + '\n' + text(data);
        m_previous = tagText(tagOf(m_key, message));
        return text({{"seq", m_number},
                     {"ts", at},
                     {"sandbox_id", m_sandbox},
                     {"event", entry.action},
                     {"data", data},
                     {"hmac", m_previous}}) +
               '\n';
    }

private:
    static std::string text(const nlohmann::json &value)
    {
        return value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    }

    SecretString m_key;
    std::string m_sandbox;
    std::string m_previous = tagText(noTag());
    std::uint64_t m_number = 0;
};

} // namespace

std::unique_ptr<AuditExport> jsonLines()
{
    return std::make_unique<JsonLines>();
}

std::unique_ptr<AuditExport> csv()
{
    return std::make_unique<Csv>();
}

std::unique_ptr<AuditExport> sandboxLines(const AuditKey &key, std::string sandbox)
{
    return std::make_unique<SandboxLines>(key, std::move(sandbox));
}

} // namespace glovebox::ledger
