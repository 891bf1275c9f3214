#include "core/qemu/record_json.h"

#include "core/domain/gate_secret.h"

#include "core/qemu/json_reader.h"

namespace glovebox::qemu {

namespace {

using nlohmann::json;
using std::chrono::milliseconds;

/// Ten thousand years: sums of two are far from overflow.
constexpr std::int64_t kTimeMax = 315'360'000'000'000;
/// Two hundred years: a steady clock counts nanoseconds in 64 bits.
constexpr std::uint64_t kSteadyMax = 6'307'200'000'000;
constexpr std::uint64_t kWeightMax = 10'000;
constexpr std::size_t kSecretIdMax = 64;

std::optional<milliseconds> timeOf(const JsonReader &object, const char *key)
{
    const auto count = object.count(key, kTimeMax);
    return count ? std::optional(milliseconds(*count)) : std::nullopt;
}

std::optional<WallTime> wallOf(const JsonReader &object, const char *key)
{
    const auto count = object.whole(key);
    if (!count || *count > kTimeMax || *count < -kTimeMax)
        return std::nullopt;
    return WallTime(milliseconds(*count));
}

json sharesJson(const domain::MachineShares &shares)
{
    json out{{"cpu_weight", shares.cpuWeight}};
    if (shares.diskRate)
        out["disk_rate"] = shares.diskRate->value;
    if (shares.diskOperations)
        out["disk_operations"] = *shares.diskOperations;
    return out;
}

std::optional<domain::MachineShares> readShares(const JsonReader &shares)
{
    const auto weight = shares.count("cpu_weight", kWeightMax);
    const auto rate = shares.count("disk_rate");
    const auto operations = shares.count("disk_operations", INT32_MAX);
    const bool bad =
        !weight || *weight == 0 || (shares.has("disk_rate") && !rate) || (shares.has("disk_operations") && !operations);
    if (bad)
        return std::nullopt;
    domain::MachineShares out{.cpuWeight = static_cast<int>(*weight), .diskRate = {}, .diskOperations = {}};
    if (rate)
        out.diskRate = ByteCount{*rate};
    if (operations)
        out.diskOperations = static_cast<int>(*operations);
    return out;
}

json meterJson(const domain::SandboxMeter &meter)
{
    return {{"running_ms", meter.running.count()},       {"paused_ms", meter.paused.count()},
            {"hibernated_ms", meter.hibernated.count()}, {"cpu_ms", meter.cpuTime.count()},
            {"memory_peak", meter.memoryPeak.value},     {"disk_peak", meter.diskPeak.value}};
}

json markJson(const domain::MeterMark &mark)
{
    using std::chrono::duration_cast;
    return {{"at_ms", duration_cast<milliseconds>(mark.at.time_since_epoch()).count()},
            {"counted_ms", mark.counted.count()}};
}

std::optional<domain::MeterMark> readMark(const JsonReader &mark)
{
    const auto at = mark.count("at_ms", kSteadyMax);
    const auto counted = timeOf(mark, "counted_ms");
    return at && counted ? std::optional(domain::MeterMark{MonoTime(milliseconds(*at)), *counted}) : std::nullopt;
}

std::optional<domain::SandboxMeter> readMeter(const JsonReader &meter)
{
    const auto running = timeOf(meter, "running_ms");
    const auto paused = timeOf(meter, "paused_ms");
    const auto hibernated = timeOf(meter, "hibernated_ms");
    const auto cpu = timeOf(meter, "cpu_ms");
    const auto memory = meter.count("memory_peak");
    const auto disk = meter.count("disk_peak");
    if (!running || !paused || !hibernated || !cpu || !memory || !disk)
        return std::nullopt;
    return domain::SandboxMeter{.running = *running,
                                .paused = *paused,
                                .hibernated = *hibernated,
                                .cpuTime = *cpu,
                                .memoryPeak = ByteCount{*memory},
                                .diskPeak = ByteCount{*disk}};
}

/// So much of a text that it can be read again, also when all of it is replaced for being no UTF-8.
std::string brief(const std::string &text)
{
    return text.substr(0, JsonReader::kTextMax / 4);
}

json setupJson(const domain::GuestSetup &setup)
{
    auto environment = json::array();
    for (const auto &[name, value] : setup.environment)
        environment.push_back({name, value});
    return {{"environment", std::move(environment)}, {"user", setup.user}, {"workdir", setup.workdir}};
}

std::optional<domain::GuestSetup> readSetup(const json &setup)
{
    const JsonReader reader(setup);
    const auto user = reader.text("user");
    const auto workdir = reader.text("workdir");
    const auto &environment = reader.member("environment");
    if (!user || !workdir || !environment.is_array() || environment.size() > domain::kSetupVariablesMax)
        return std::nullopt;
    domain::GuestSetup out{.environment = {}, .user = *user, .workdir = *workdir};
    for (const auto &each : environment) {
        if (!each.is_array() || each.size() != 2 || !each[0].is_string() || !each[1].is_string())
            return std::nullopt;
        out.environment.emplace_back(each[0].get<std::string>(), each[1].get<std::string>());
    }
    return domain::fits(out) ? std::optional(std::move(out)) : std::nullopt;
}

json programJson(const domain::StartedProgram &program)
{
    auto environment = json::array();
    for (const auto &[name, value] : program.environment)
        environment.push_back({name, value});
    json out{{"arguments", program.arguments}, {"environment", std::move(environment)}, {"workdir", program.workdir}};
    if (program.user)
        out["user"] = *program.user;
    if (program.inLog)
        out["in_log"] = true;
    return out;
}

std::optional<domain::StartedProgram> readProgram(const json &program)
{
    const JsonReader reader(program);
    const auto user = reader.text("user");
    const auto setup = readSetup({{"user", user.value_or(std::string())},
                                  {"workdir", reader.member("workdir")},
                                  {"environment", reader.member("environment")}});
    const auto &arguments = reader.member("arguments");
    if (!setup || !arguments.is_array() || arguments.empty() || arguments.size() > domain::kProgramWordsMax ||
        (reader.has("user") && !user))
        return std::nullopt;
    domain::StartedProgram out{.arguments = {},
                               .environment = setup->environment,
                               .user = user,
                               .workdir = setup->workdir,
                               .inLog = reader.truth("in_log").value_or(false)};
    for (const auto &each : arguments) {
        if (!each.is_string())
            return std::nullopt;
        out.arguments.push_back(each.get<std::string>());
    }
    return out;
}

/// What may be missing, but not be wrong.
bool isGoodIfThere(const JsonReader &object, const char *key, bool read)
{
    return read || !object.has(key);
}

} // namespace

json ladderJson(const domain::IdleLadder &ladder)
{
    auto out = json::object();
    if (ladder.pauseAfter)
        out["pause_ms"] = ladder.pauseAfter->count();
    if (ladder.hibernateAfter)
        out["hibernate_ms"] = ladder.hibernateAfter->count();
    if (ladder.destroyAfter)
        out["destroy_ms"] = ladder.destroyAfter->count();
    if (ladder.endsKept)
        out["ends_kept"] = true;
    return out;
}

std::optional<domain::IdleLadder> readLadder(const json &ladder)
{
    const JsonReader reader(ladder);
    const domain::IdleLadder out{.pauseAfter = timeOf(reader, "pause_ms"),
                                 .hibernateAfter = timeOf(reader, "hibernate_ms"),
                                 .destroyAfter = timeOf(reader, "destroy_ms"),
                                 .endsKept = reader.truth("ends_kept").value_or(false)};
    const bool good = ladder.is_object() && isGoodIfThere(reader, "pause_ms", out.pauseAfter.has_value()) &&
                      isGoodIfThere(reader, "hibernate_ms", out.hibernateAfter.has_value()) &&
                      isGoodIfThere(reader, "destroy_ms", out.destroyAfter.has_value()) &&
                      isGoodIfThere(reader, "ends_kept", reader.truth("ends_kept").has_value());
    return good ? std::optional(out) : std::nullopt;
}

json sandboxImageJson(const domain::SandboxImage &image)
{
    json out{{"name", brief(image.name)}};
    if (image.id)
        out["id"] = image.id->value();
    if (image.setup)
        out["setup"] = setupJson(*image.setup);
    if (!image.base.empty())
        out["template"] = brief(image.base);
    for (const auto &program : image.programs)
        out["programs"].push_back(programJson(program));
    return out;
}

std::optional<domain::SandboxImage> readSandboxImage(const json &image)
{
    const JsonReader reader(image);
    const auto name = reader.text("name");
    const auto id = reader.token("id");
    auto setup = readSetup(reader.member("setup"));
    if (!name || !isGoodIfThere(reader, "id", id.has_value()) || !isGoodIfThere(reader, "setup", setup.has_value()))
        return std::nullopt;
    domain::SandboxImage out{
        .id = {}, .name = *name, .setup = std::move(setup), .base = reader.text("template").value_or(std::string())};
    if (id)
        out.id = domain::ImageId(*id);
    const auto &programs = reader.member("programs");
    if (reader.has("programs") && (!programs.is_array() || programs.size() > domain::kProgramsMax))
        return std::nullopt;
    for (const auto &each : programs) {
        auto program = readProgram(each);
        if (!program)
            return std::nullopt;
        out.programs.push_back(*std::move(program));
    }
    return domain::fit(out.programs) ? std::optional(std::move(out)) : std::nullopt;
}

namespace {

std::optional<domain::EgressRule> readEgressRule(const JsonReader &rule)
{
    const auto denies = rule.truth("deny");
    const auto host = rule.text("host");
    const auto traffic = rule.text("traffic");
    const auto &ports = rule.member("ports");
    if (!denies || !host || !traffic || !ports.is_array() || ports.size() > domain::kEgressPortsMax)
        return std::nullopt;
    domain::EgressRule out{.action = *denies ? domain::EgressRule::Action::Deny : domain::EgressRule::Action::Allow,
                           .host = *host,
                           .ports = {},
                           .traffic = domain::egressTrafficFrom(*traffic),
                           .note = rule.text("note").value_or(""),
                           .to = {}};
    for (const auto &each : ports) {
        const JsonReader range(each);
        const auto first = range.count("first", UINT16_MAX);
        const auto last = range.count("last", UINT16_MAX);
        if (!first || !last)
            return std::nullopt;
        out.ports.push_back({static_cast<std::uint16_t>(*first), static_cast<std::uint16_t>(*last)});
    }
    return domain::checkOwn(out) ? std::optional(std::move(out)) : std::nullopt;
}

} // namespace

json egressRulesJson(const std::vector<domain::EgressRule> &rules)
{
    auto out = json::array();
    for (const auto &rule : rules) {
        auto ports = json::array();
        for (const auto &[first, last] : rule.ports)
            ports.push_back({{"first", first}, {"last", last}});
        out.push_back({{"deny", rule.action == domain::EgressRule::Action::Deny},
                       {"host", rule.host},
                       {"ports", std::move(ports)},
                       {"traffic", rule.traffic ? std::string(word(*rule.traffic)) : std::string()},
                       {"note", brief(rule.note)}});
    }
    return out;
}

std::optional<std::vector<domain::EgressRule>> readEgressRules(const json &rules)
{
    std::vector<domain::EgressRule> out;
    if (rules.is_null())
        return out;
    if (!rules.is_array() || rules.size() > domain::kEgressOwnMax)
        return std::nullopt;
    for (const auto &each : rules) {
        auto rule = readEgressRule(JsonReader(each));
        if (!rule)
            return std::nullopt;
        out.push_back(*std::move(rule));
    }
    return out;
}

json grantedSecretsJson(const std::vector<domain::GrantedSecret> &secrets)
{
    auto out = json::array();
    for (const auto &[name, placeholder, id] : secrets)
        out.push_back({{"name", name}, {"placeholder", placeholder}, {"id", id}});
    return out;
}

std::optional<std::vector<domain::GrantedSecret>> readGrantedSecrets(const json &secrets)
{
    std::vector<domain::GrantedSecret> out;
    if (secrets.is_null())
        return out;
    if (!secrets.is_array() || secrets.size() > domain::kGrantedSecretsMax)
        return std::nullopt;
    for (const auto &each : secrets) {
        const JsonReader secret(each);
        const auto name = secret.text("name");
        const auto placeholder = secret.text("placeholder");
        const auto id = secret.text("id").value_or(""); // none: of before there were any
        if (!name || !domain::isGateSecretName(*name) || !placeholder || !domain::isPlaceholder(*placeholder) ||
            id.size() > kSecretIdMax)
            return std::nullopt;
        out.push_back({*name, *placeholder, id});
    }
    return out;
}

std::optional<domain::Labels> readLabels(const json &labels)
{
    domain::Labels out;
    if (labels.is_null())
        return out;
    if (!labels.is_object())
        return std::nullopt;
    for (const auto &[name, value] : labels.items()) {
        if (!value.is_string())
            return std::nullopt;
        out.emplace(name, value.get<std::string>());
    }
    return domain::whyNotLabels(out).empty() ? std::optional(std::move(out)) : std::nullopt;
}

json recordJson(const domain::SandboxRecord &record)
{
    json out{{"id", record.id.value()},
             {"name", brief(record.name)},
             {"kept", record.kept},
             {"title", brief(record.title)},
             {"has_worked", record.hasWorked},
             {"created_ms", record.createdAt.time_since_epoch().count()},
             {"shares", sharesJson(record.shares)},
             {"ladder", ladderJson(record.ladder)},
             {"kernel", brief(record.kernelRelease)},
             {"meter", meterJson(record.meter)}};
    if (record.session)
        out["session"] = record.session->value();
    if (record.keptAliveUntil)
        out["kept_alive_until_ms"] = record.keptAliveUntil->time_since_epoch().count();
    if (record.forkOf)
        out["fork_of"] = record.forkOf->value();
    if (record.line)
        out["line"] = record.line->value();
    if (!record.stayed.empty())
        out["stayed"] = brief(record.stayed);
    if (record.fromDisk)
        out["from_disk"] = true;
    if (record.hasNews)
        out["has_news"] = true;
    if (record.mark)
        out["mark"] = markJson(*record.mark);
    if (!record.egress.profile.empty())
        out["egress"] = brief(record.egress.profile);
    if (!record.egress.own.empty())
        out["egress_own"] = egressRulesJson(record.egress.own);
    if (!record.egress.secrets.empty())
        out["secrets"] = grantedSecretsJson(record.egress.secrets);
    out["guest_runner"] = record.guestRunner;
    if (!record.labels.empty())
        out["labels"] = record.labels;
    if (record.image != domain::SandboxImage{})
        out["image"] = sandboxImageJson(record.image);
    return out;
}

bool mayHaveHadRunner(bool hasSession, const std::optional<std::string> &egress)
{
    return hasSession && egress == domain::kControlPlaneEgress;
}

std::optional<domain::SandboxRecord> readRecord(const json &record)
{
    const JsonReader reader(record);
    const auto id = reader.token("id");
    const auto name = reader.text("name");
    const auto kept = reader.truth("kept");
    const auto title = reader.text("title");
    const auto worked = reader.truth("has_worked");
    const auto created = wallOf(reader, "created_ms");
    const auto shares = readShares(reader.inner("shares"));
    const auto ladder = readLadder(reader.member("ladder"));
    const auto kernel = reader.text("kernel");
    const auto meter = readMeter(reader.inner("meter"));
    if (!id || !name || !kept || !title || !worked || !created || !shares || !ladder || !kernel || !meter)
        return std::nullopt;
    const auto session = reader.text("session");
    const auto until = wallOf(reader, "kept_alive_until_ms");
    const auto forkOf = reader.token("fork_of");
    const auto line = reader.token("line");
    const auto stayed = reader.text("stayed");
    const auto fromDisk = reader.truth("from_disk");
    const auto news = reader.truth("has_news");
    const auto mark = readMark(reader.inner("mark"));
    const auto image = readSandboxImage(reader.member("image"));
    const auto egress = reader.text("egress");
    auto egressOwn = readEgressRules(reader.member("egress_own"));
    auto secrets = readGrantedSecrets(reader.member("secrets"));
    const auto runner = reader.truth("guest_runner");
    auto labels = readLabels(reader.member("labels"));
    const bool good =
        labels.has_value() && egressOwn.has_value() && secrets.has_value() &&
        isGoodIfThere(reader, "image", image.has_value()) && isGoodIfThere(reader, "egress", egress.has_value()) &&
        isGoodIfThere(reader, "session", session.has_value()) &&
        isGoodIfThere(reader, "kept_alive_until_ms", until.has_value()) &&
        isGoodIfThere(reader, "fork_of", forkOf.has_value()) && isGoodIfThere(reader, "line", line.has_value()) &&
        isGoodIfThere(reader, "stayed", stayed.has_value()) &&
        isGoodIfThere(reader, "from_disk", fromDisk.has_value()) &&
        isGoodIfThere(reader, "has_news", news.has_value()) && isGoodIfThere(reader, "mark", mark.has_value()) &&
        isGoodIfThere(reader, "guest_runner", runner.has_value());
    if (!good)
        return std::nullopt;
    domain::SandboxRecord out{.id = domain::SandboxId(*id),
                              .name = *name,
                              .kept = *kept,
                              .session = {},
                              .title = *title,
                              .hasWorked = *worked,
                              .createdAt = *created,
                              .shares = *shares,
                              .ladder = *ladder,
                              .keptAliveUntil = until,
                              .forkOf = {},
                              .line = {},
                              .kernelRelease = *kernel,
                              .meter = *meter,
                              .stayed = stayed.value_or(""),
                              .fromDisk = fromDisk.value_or(false),
                              .hasNews = news.value_or(false),
                              .mark = mark,
                              .image = image.value_or(domain::SandboxImage{}),
                              .egress = {egress.value_or(""), *std::move(egressOwn), *std::move(secrets)},
                              .guestRunner = runner.value_or(mayHaveHadRunner(session.has_value(), egress)),
                              .labels = *std::move(labels)};
    if (session)
        out.session = domain::SessionId(*session);
    if (forkOf)
        out.forkOf = domain::SandboxId(*forkOf);
    if (line)
        out.line = domain::SnapshotId(*line);
    return out;
}

} // namespace glovebox::qemu
