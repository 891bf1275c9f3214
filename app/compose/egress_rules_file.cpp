#include "app/compose/egress_rules_file.h"

#include "core/domain/egress_profiles.h"
#include "core/rest/egress_json.h"

#include <QFile>
#include <QSaveFile>

namespace glovebox::compose {

namespace {

constexpr qint64 kRulesFileMax = 8 << 20;
constexpr std::size_t kProfilesMax = 1000;
constexpr std::size_t kProfileNameMax = 63;

auto unreadableRules(const std::string &file, const std::string &why)
{
    return fail(ErrorCode::FolderUnusable, file + " cannot be read: " + why +
                                               ". It says which rules were added to egress profiles; "
                                               "move it away to go on without");
}

} // namespace

std::string egressRulesFileOf(const std::string &dataFolder)
{
    return dataFolder + "/egress-rules.json";
}

Result<engine::EgressBook::Added> readEgressRules(const std::string &file)
{
    engine::EgressBook::Added all;
    QFile stored(QString::fromStdString(file));
    if (!stored.exists())
        return all;
    if (!stored.open(QIODevice::ReadOnly))
        return unreadableRules(file, stored.errorString().toStdString());
    const auto text = stored.read(kRulesFileMax + 1);
    auto body = text.size() > kRulesFileMax ? fail(ErrorCode::TooLarge, "it is too large")
                                            : rest::RequestBody::parse(text.toStdString(), {"profiles"});
    if (!body)
        return unreadableRules(file, body.error().detail);
    for (auto &profile : body->objects("profiles", kProfilesMax, {"profile", "rules"})) {
        const auto name = profile.text("profile", kProfileNameMax);
        if (!domain::isEgressProfileName(name) || domain::isBuiltInEgress(name) || all.contains(name))
            profile.wrong("no such profile can have rules here");
        auto &rules = all[name];
        for (auto &rule : profile.objects("rules", domain::kEgressOwnMax, rest::egressRuleFields())) {
            rules.push_back(rest::egressRuleFrom(rule));
            profile.adopt(rule, "rule " + std::to_string(rules.size()));
        }
        body->adopt(profile, "profile '" + name + "'");
    }
    if (body->problem())
        return unreadableRules(file, body->problem()->detail);
    return all;
}

Result<> writeEgressRules(const std::string &file, const engine::EgressBook::Added &added)
{
    auto profiles = nlohmann::json::array();
    for (const auto &[name, rules] : added) {
        auto list = nlohmann::json::array();
        for (const auto &rule : rules)
            list.push_back(rest::toJson(rule));
        profiles.push_back({{"profile", name}, {"rules", std::move(list)}});
    }
    const nlohmann::json root{{"profiles", std::move(profiles)}};
    const auto text = root.dump(1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
    QSaveFile stored(QString::fromStdString(file));
    stored.setDirectWriteFallback(false);
    if (!stored.open(QIODevice::WriteOnly) ||
        !stored.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner) ||
        stored.write(text.data(), static_cast<qint64>(text.size())) != static_cast<qint64>(text.size()) ||
        !stored.commit())
        return fail(ErrorCode::OutOfDisk, "write " + file + ": " + stored.errorString().toStdString());
    return {};
}

} // namespace glovebox::compose
