#include "core/engine/secret_book.h"

#include "core/base/text.h"
#include "core/engine/log.h"
#include "core/engine/random_bytes.h"
#include "core/engine/words.h"

#include <algorithm>

namespace glovebox::engine {

using namespace domain;
using ports::KeptSecret;
using ports::KeptSecrets;

namespace {

constexpr ByteCount kSecretShown{80};
constexpr std::size_t kSecretIdBytes = 8;
/// An authority is made anew at a start so long before it lapses.
constexpr auto kRenewBefore = std::chrono::hours(24 * 60);
/// Of each use the list would be told; a program may send a hundred requests a second.
constexpr std::chrono::milliseconds kUseShownEvery{1000};

std::string quotedName(const std::string &name)
{
    return "'" + clipped(toOneLine(name), kSecretShown) + "'";
}

std::string namesOf(const KeptSecrets &all)
{
    std::string text;
    for (const auto &each : all.secrets)
        text += (text.empty() ? "" : ", ") + each.secret.name;
    return text.empty() ? "there is none on this host" : "there are: " + text;
}

} // namespace

SecretBook::SecretBook(Parts parts, Result<KeptSecrets> kept) : m_parts(std::move(parts))
{
    if (!m_parts.vault) {
        m_problem = Error{ErrorCode::Unsupported, "there are no secrets in this program"};
    } else if (!kept) {
        m_problem = kept.error();
        m_problem->detail += "; put that right and start Glovebox anew";
        qCWarning(lcEngine, "no secret of the gate can be used: %s", describe(*m_problem).c_str());
    } else {
        m_kept = m_wanted = *std::move(kept);
        begin();
    }
}

void SecretBook::begin()
{
    if (m_kept.authority.empty())
        return;
    const auto taken = takeAuthority(m_kept.authority);
    if (taken && (m_parts.readOnly || m_authority->until - m_parts.clock.wallNow() >= kRenewBefore))
        return;
    if (m_parts.readOnly) {
        m_problem = taken.error();
        return;
    }
    qCWarning(lcEngine, "the gate's authority is made anew: %s",
              taken ? "it lapses soon" : describe(taken.error()).c_str());
    if (const auto made = takeAuthority({}); made)
        keep({});
    else
        m_problem = made.error();
}

Result<> SecretBook::takeAuthority(const SecretString &pem)
{
    GB_TRY(authority, m_parts.authority(pem));
    m_wanted.authority = authority.pem;
    m_authority = std::move(authority);
    return {};
}

// ---- Keeping ----------------------------------------------------------------------------------------------------

api::Verdict SecretBook::act(const api::SecretAction &action)
{
    if (m_problem)
        return api::Verdict::denied("No secret can be kept or removed: " + m_problem->detail + ".");
    if (m_parts.readOnly)
        return api::Verdict::denied("A program that serves one session alone keeps and removes no secret.");
    return std::visit(Saving{*this}, action);
}

api::Verdict SecretBook::Saving::operator()(const api::SaveSecret &wanted) const
{
    const auto &secret = wanted.secret;
    if (const auto good = domain::check(secret); !good)
        return api::Verdict::denied(asSentence(good.error().detail));
    auto *known = SecretBook::find(book.m_wanted, secret.name);
    const bool isMoved = known && known->secret.variable != secret.variable;
    if (auto why = isMoved && book.m_parts.clash ? book.m_parts.clash(secret) : std::string(); !why.empty())
        return api::Verdict::denied(std::move(why));
    if (known && wanted.mustBeNew)
        return api::Verdict::denied("There is a secret " + quotedName(secret.name) + " already.");
    if (!known && !wanted.value)
        return api::Verdict::denied("There is no secret " + quotedName(secret.name) + " yet: it needs a value.");
    if (!known && book.m_wanted.secrets.size() >= ports::kKeptSecretsMax)
        return api::Verdict::denied("There are " + std::to_string(ports::kKeptSecretsMax) +
                                    " secrets already; remove one first.");
    const auto &value = wanted.value ? *wanted.value : known->value;
    if (const auto good = checkGateValue(secret, value); !good)
        return api::Verdict::denied(asSentence(good.error().detail));
    if (!book.m_authority)
        if (const auto made = book.takeAuthority({}); !made)
            return api::Verdict::denied("The gate has no authority: " + made.error().detail + ".");
    KeptSecret next{secret, value, known && !wanted.value ? known->since : book.m_parts.clock.wallNow(),
                    known ? known->id : randomHex(kSecretIdBytes)};
    if (known)
        *known = std::move(next);
    else
        book.m_wanted.secrets.push_back(std::move(next));
    book.keep(secret.name);
    return api::Verdict::accepted("secret/" + secret.name);
}

api::Verdict SecretBook::Saving::operator()(const api::RemoveSecret &wanted) const
{
    if (!SecretBook::find(book.m_wanted, wanted.name))
        return api::Verdict::notFound("There is no secret " + quotedName(wanted.name) + "; " + namesOf(book.m_wanted) +
                                      ".");
    std::erase_if(book.m_wanted.secrets, [&](const KeptSecret &each) { return each.secret.name == wanted.name; });
    book.keep(wanted.name);
    return api::Verdict::accepted("secret/" + wanted.name);
}

void SecretBook::keep(const std::string &name)
{
    m_waiting.push_back(name);
    m_failure.reset();
    m_shown[name].problem.reset();
    publish();
    if (m_keeping.empty())
        keepNext();
}

void SecretBook::keepNext()
{
    m_keeping = std::exchange(m_waiting, {});
    m_call = m_parts.vault->keep(m_wanted, [this, all = m_wanted](const Result<> &outcome) { wasKept(all, outcome); });
}

void SecretBook::wasKept(const KeptSecrets &all, const Result<> &outcome)
{
    auto names = std::exchange(m_keeping, {});
    if (outcome) {
        m_kept = all;
        ++m_revision;
    } else {
        // What came after it goes the same way: it was built upon what is not so.
        qCWarning(lcEngine, "the gate's secrets are as they were: %s", describe(outcome.error()).c_str());
        m_wanted.secrets = m_kept.secrets;
        m_failure = inContext("keep the secrets", outcome.error());
        std::ranges::move(std::exchange(m_waiting, {}), std::back_inserter(names));
        for (const auto &name : names)
            m_shown[name].problem = outcome.error();
    }
    std::erase_if(m_shown, [this](const auto &each) { return !find(each.first); });
    if (!m_waiting.empty())
        keepNext();
    publish();
    if (outcome && m_parts.changed)
        m_parts.changed();
}

// ---- Using ------------------------------------------------------------------------------------------------------

const KeptSecret *SecretBook::find(const std::string &name) const
{
    const auto found = std::ranges::find(m_kept.secrets, name, [](const KeptSecret &each) { return each.secret.name; });
    return found == m_kept.secrets.end() ? nullptr : &*found;
}

const KeptSecret *SecretBook::find(const GrantedSecret &granted) const
{
    const auto *kept = find(granted.name);
    return kept && kept->id == granted.id ? kept : nullptr;
}

KeptSecret *SecretBook::find(KeptSecrets &in, const std::string &name)
{
    const auto found = std::ranges::find(in.secrets, name, [](const KeptSecret &each) { return each.secret.name; });
    return found == in.secrets.end() ? nullptr : &*found;
}

Result<std::vector<GrantedSecret>> SecretBook::granted(std::vector<GrantedSecret> before,
                                                       const std::vector<std::string> &names,
                                                       const std::vector<GrantedSecret> &known) const
{
    if (!names.empty() && m_problem)
        return fail(ErrorCode::InvalidState, "no secret can be used: " + m_problem->detail);
    if (!m_problem) // what is gone is no use to anybody, and takes no room
        std::erase_if(before, [this](const GrantedSecret &each) { return !find(each); });
    for (const auto &name : names) {
        const auto *secret = find(name);
        if (!secret)
            return fail(ErrorCode::NotFound, "there is no secret " + quotedName(name) + "; " + namesOf(m_kept));
        const auto isThis = [secret](const GrantedSecret &each) {
            return each.name == secret->secret.name && each.id == secret->id;
        };
        if (std::ranges::any_of(before, isThis))
            continue;
        for (const auto &other : before)
            if (const auto *kept = find(other); kept && kept->secret.variable == secret->secret.variable)
                return fail(ErrorCode::InvalidArgument, "the secrets " + other.name + " and " + name +
                                                            " want the same variable, " + secret->secret.variable);
        if (before.size() >= kGrantedSecretsMax)
            return fail(ErrorCode::InvalidArgument,
                        "a sandbox may use " + std::to_string(kGrantedSecretsMax) + " secrets at most");
        const auto earlier = std::ranges::find_if(known, isThis);
        auto placeholder = earlier != known.end() ? std::optional(earlier->placeholder)
                                                  : placeholderFrom(randomBytes(kPlaceholderRandom));
        if (!placeholder)
            return fail(ErrorCode::Internal, "no placeholder could be made");
        before.push_back({name, *std::move(placeholder), secret->id});
    }
    return before;
}

ports::LineSecrets SecretBook::usable(const std::vector<GrantedSecret> &granted) const
{
    auto out = std::make_shared<std::vector<ports::LineSecret>>();
    for (const auto &each : granted)
        if (const auto *kept = find(each))
            out->push_back({kept->secret, each.placeholder, kept->value});
    return out;
}

std::vector<std::string> SecretBook::there(const std::vector<GrantedSecret> &granted) const
{
    std::vector<std::string> out;
    for (const auto &each : granted)
        if (m_problem || find(each)) // of what cannot be read nobody knows what is gone
            out.push_back(each.name);
    return out;
}

std::optional<ports::GateTrust> SecretBook::trust(const std::vector<GrantedSecret> &granted) const
{
    if (granted.empty() || !m_authority)
        return std::nullopt;
    ports::GateTrust out{.authority = m_authority->certificate, .variables = {}};
    // A secret's variable may have been changed to one that another has: the one that was granted first keeps it.
    const auto hasVariable = [&out](const std::string &variable) {
        return std::ranges::find(out.variables, variable, [](const auto &each) { return each.first; }) !=
               out.variables.end();
    };
    for (const auto &each : granted)
        if (const auto *kept = find(each); kept && !hasVariable(kept->secret.variable))
            out.variables.emplace_back(kept->secret.variable, each.placeholder);
    return out;
}

void SecretBook::used(const EgressDecision &decision)
{
    for (const auto &name : decision.secrets) {
        auto &shown = m_shown[name];
        shown.usedAt = m_parts.clock.wallNow();
        shown.usedFor = decision.host + ", by " + decision.sandbox.value();
    }
    if (!decision.secrets.empty() && !m_showSoon)
        m_showSoon = m_parts.clock.after(kUseShownEvery, [this] {
            m_showSoon = {};
            publish();
        });
}

// ---- Showing ----------------------------------------------------------------------------------------------------

api::SecretsView SecretBook::view() const
{
    api::SecretsView view{
        .generation = m_generation, .secrets = {}, .store = {}, .problem = m_problem ? m_problem : m_failure};
    if (m_parts.vault)
        view.store = m_parts.vault->place();
    if (m_authority)
        view.authorityUntil = m_authority->until;
    const auto isOnItsWay = [this](const std::string &name) {
        return std::ranges::find(m_waiting, name) != m_waiting.end() ||
               std::ranges::find(m_keeping, name) != m_keeping.end();
    };
    auto all = m_wanted.secrets;
    for (const auto &each : m_kept.secrets) // one that is being removed is there until it is gone
        if (std::ranges::find(all, each.secret.name, [](const KeptSecret &k) { return k.secret.name; }) == all.end())
            all.push_back(each);
    std::ranges::sort(all, {}, [](const KeptSecret &each) { return each.secret.name; });
    for (const auto &each : all) {
        api::ShownSecret shown{each.secret, each.since};
        shown.keeping = isOnItsWay(each.secret.name);
        if (const auto found = m_shown.find(each.secret.name); found != m_shown.end()) {
            shown.usedAt = found->second.usedAt;
            shown.usedFor = found->second.usedFor;
            shown.problem = found->second.problem;
        }
        view.secrets.push_back(std::move(shown));
    }
    return view;
}

void SecretBook::publish()
{
    ++m_generation;
    if (m_parts.observer)
        m_parts.observer(view());
}

} // namespace glovebox::engine
