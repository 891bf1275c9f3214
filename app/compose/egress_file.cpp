#include "app/compose/egress_file.h"

#include "core/base/text.h"
#include "core/base/toml_text.h"
#include "core/domain/egress_profiles.h"
#include "core/images/template_values.h"

// As in environments_file.cpp.
#undef NDEBUG
#define TOML_ASSERT(expression) static_cast<void>(0)
#define TOML_EXCEPTIONS 0
#include <toml++/toml.h>

#include <QFile>

#include <algorithm>

namespace glovebox::compose {

using namespace domain;
using Mistakes = std::vector<DefinitionMistake>;

namespace {

constexpr std::size_t kMistakesMax = 50;
constexpr std::size_t kProfilesMax = 64;

class ProfileReader {
public:
    std::vector<EgressProfile> read(const toml::table &root)
    {
        std::vector<EgressProfile> out;
        onlyHas(root, "here", {"profile"});
        for (const auto *table : tablesOf(root, "profile", "[[profile]]", kProfilesMax)) {
            auto profile = profileOf(*table);
            if (isBuiltInEgress(profile.name))
                wrong(*table, "'" + profile.name + "' is a profile that every host has; choose another name");
            else if (std::ranges::find(out, profile.name, &EgressProfile::name) != out.end())
                wrong(*table, "a second profile '" + profile.name + "'");
            out.push_back(std::move(profile));
        }
        return out;
    }
    Mistakes take()
    {
        std::ranges::stable_sort(m_mistakes, {}, &DefinitionMistake::line);
        return std::move(m_mistakes);
    }

private:
    void wrong(const toml::node &node, std::string what)
    {
        if (m_mistakes.size() < kMistakesMax)
            m_mistakes.push_back({static_cast<int>(node.source().begin.line), std::move(what)});
    }

    void onlyHas(const toml::table &table, const std::string &where, const images::Keys &known)
    {
        for (const auto &[key, node] : table)
            if (std::ranges::find(known, key.str()) == known.end())
                wrong(node, images::shown(key.str()) + " is not known " + where + images::insteadOf(key.str(), known));
    }

    std::vector<const toml::table *> tablesOf(const toml::table &root, const char *key, const std::string &title,
                                              std::size_t max)
    {
        std::vector<const toml::table *> out;
        const auto *node = root.get(key);
        const auto *array = node ? node->as_array() : nullptr;
        if (node && !array)
            wrong(*node, "begin each one with " + title);
        if (!array)
            return out;
        if (array->size() > max)
            wrong(*node, std::to_string(max) + " times " + title + " are possible");
        for (const auto &each : *array) {
            if (const auto *table = each.as_table(); table && out.size() < max)
                out.push_back(table);
            else if (!table)
                wrong(each, "begin each one with " + title);
        }
        return out;
    }

    std::string text(const toml::table &table, const char *key)
    {
        const auto *node = table.get(key);
        if (!node)
            return {};
        if (!node->is_string()) {
            wrong(*node, std::string(key) + " takes a text in quotes");
            return {};
        }
        return node->as_string()->get();
    }

    EgressProfile profileOf(const toml::table &table)
    {
        onlyHas(table, "in a [[profile]]", {"name", "description", "rule"});
        EgressProfile out{text(table, "name"), clipped(toOneLine(text(table, "description")), ByteCount{1000}), {}};
        if (!isEgressProfileName(out.name))
            wrong(table, "a profile needs a name: 1 to 63 of a-z, 0-9 and -, not at its ends");
        for (const auto *rule : tablesOf(table, "rule", "[[profile.rule]]", kEgressRulesMax))
            out.rules.push_back(ruleOf(*rule));
        return out;
    }

    EgressRule ruleOf(const toml::table &table)
    {
        onlyHas(table, "in a [[profile.rule]]", {"allow", "deny", "ports", "traffic", "to", "note"});
        EgressRule out;
        const bool denies = table.contains("deny");
        if (denies == table.contains("allow")) {
            wrong(table, "a rule says either allow or deny, and a host: allow = \"*.example.org\"");
            return out;
        }
        out.action = denies ? EgressRule::Action::Deny : EgressRule::Action::Allow;
        out.host = text(table, denies ? "deny" : "allow");
        out.to = text(table, "to");
        out.note = text(table, "note");
        out.ports = portsOf(table);
        if (const auto word = text(table, "traffic"); !word.empty()) {
            out.traffic = egressTrafficFrom(word);
            if (!out.traffic)
                wrong(*table.get("traffic"),
                      "traffic: " + images::shown(word) + " is not possible; it takes tls, http or any");
        }
        if (const auto good = check(out); !good)
            wrong(table, good.error().detail);
        return out;
    }

    std::vector<EgressPorts> portsOf(const toml::table &table)
    {
        std::vector<EgressPorts> out;
        const auto *node = table.get("ports");
        if (!node)
            return out;
        const auto *list = node->as_array();
        if (!list) {
            wrong(*node, "ports takes a list: [443, \"8000-8010\"]");
            return out;
        }
        for (const auto &each : *list) {
            const auto range = rangeOf(each);
            if (range)
                out.push_back(*range);
            else
                wrong(each, "a port is a number from 1 to 65535, or two of them: \"8000-8010\"");
        }
        if (out.empty() && list->empty())
            wrong(*node, "ports is empty; leave it out for 443 and 80");
        return out;
    }

    static std::optional<EgressPorts> rangeOf(const toml::node &node)
    {
        if (node.is_integer())
            return egressPortsFrom(std::to_string(node.as_integer()->get()));
        return node.is_string() ? egressPortsFrom(node.as_string()->get()) : std::nullopt;
    }

    Mistakes m_mistakes;
};

} // namespace

tl::expected<std::vector<EgressProfile>, Mistakes> parseEgressProfiles(std::string_view text)
{
    if (text.size() > kEgressFileMax.value)
        return tl::unexpected(Mistakes{{0, "it has more than 256 KiB"}});
    if (const auto stray = strayLineInToml(text))
        return tl::unexpected(Mistakes{{*stray, std::string("not TOML: ") + kStrayInToml}});
    const auto parsed = toml::parse(text);
    if (!parsed)
        return tl::unexpected(Mistakes{{static_cast<int>(parsed.error().source().begin.line),
                                        "not TOML: " + toOneLine(parsed.error().description())}});
    ProfileReader reader;
    auto profiles = reader.read(parsed.table());
    if (auto mistakes = reader.take(); !mistakes.empty())
        return tl::unexpected(std::move(mistakes));
    return profiles;
}

Result<std::vector<EgressProfile>> readEgressFile(const std::string &file)
{
    QFile source(QString::fromStdString(file));
    if (!source.open(QIODevice::ReadOnly))
        return fail(ErrorCode::InvalidArgument, file + " cannot be read: " + source.errorString().toStdString());
    const auto bytes = source.read(static_cast<qint64>(kEgressFileMax.value) + 1);
    auto profiles = parseEgressProfiles({bytes.constData(), static_cast<std::size_t>(bytes.size())});
    if (!profiles)
        return fail(ErrorCode::InvalidArgument, file + ": " + textOf(profiles.error()));
    return *std::move(profiles);
}

} // namespace glovebox::compose
