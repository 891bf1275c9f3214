#include "app/compose/budget_file.h"

#include "core/base/text.h"
#include "core/engine/budget_keeper.h"

#include <QFile>
#include <QSaveFile>

#include <charconv>

namespace glovebox::compose {

namespace {

constexpr qint64 kBudgetFileMax = 64 * 1024;
/// More than anybody's hardware costs: a slip of the unit.
constexpr std::int64_t kDollarsMax = 1'000'000;
constexpr ByteCount kBudgetShown{80};

std::string_view withoutBlanks(std::string_view text)
{
    constexpr std::string_view blanks = " \t\r\n";
    const auto first = text.find_first_not_of(blanks);
    return first == std::string_view::npos ? std::string_view()
                                           : text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

std::optional<std::int64_t> countFrom(std::string_view text)
{
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool isWhole = error == std::errc{} && end == text.data() + text.size() && text.front() != '-';
    return isWhole ? std::optional(value) : std::nullopt;
}

/// "5", "5.00" or "0.000001", in millionths.
std::optional<std::int64_t> dollarsFrom(std::string_view text)
{
    const auto dot = text.find('.');
    const auto whole = countFrom(text.substr(0, dot));
    if (!whole || *whole > kDollarsMax)
        return std::nullopt;
    if (dot == std::string_view::npos)
        return *whole * 1'000'000;
    std::string part(text.substr(dot + 1));
    if (part.empty() || part.size() > 6)
        return std::nullopt;
    part.resize(6, '0');
    const auto micro = countFrom(part);
    return micro ? std::optional(*whole * 1'000'000 + *micro) : std::nullopt;
}

std::optional<domain::Budget> parseBudget(std::string_view text)
{
    const auto slash = text.find('/');
    const auto equals = text.find('=', slash == std::string_view::npos ? text.size() : slash);
    const auto colon = text.find(':', equals == std::string_view::npos ? text.size() : equals);
    if (colon == std::string_view::npos)
        return std::nullopt;
    const auto at = text.find('@', colon);
    const auto scope = domain::budgetScopeFrom(text.substr(0, slash));
    const auto period = domain::budgetPeriodFrom(text.substr(slash + 1, equals - slash - 1));
    const auto limit = dollarsFrom(text.substr(equals + 1, colon - equals - 1));
    const auto action =
        domain::budgetActionFrom(text.substr(colon + 1, at == std::string_view::npos ? at : at - colon - 1));
    const auto warn = at == std::string_view::npos ? std::optional<std::int64_t>(domain::Budget{}.warnPercent)
                                                   : countFrom(text.substr(at + 1));
    if (!scope || !period || !limit || *limit == 0 || !action || !warn || *warn < 1 || *warn > 100)
        return std::nullopt;
    return domain::Budget{
        .scope = *scope, .period = *period, .limit = *limit, .action = *action, .warnPercent = static_cast<int>(*warn)};
}

} // namespace

Result<std::vector<domain::Budget>> parseBudgets(std::string_view text)
{
    std::vector<domain::Budget> budgets;
    if (withoutBlanks(text).empty() || withoutBlanks(text) == "none")
        return budgets;
    for (std::size_t from = 0; from <= text.size();) {
        const auto end = std::min(text.find_first_of(",\n", from), text.size());
        const auto one = withoutBlanks(text.substr(from, end - from));
        from = end + 1;
        if (one.empty() && end == text.size())
            break; // a comma or a line end behind the last one
        const auto budget = parseBudget(one);
        if (!budget)
            return fail(ErrorCode::InvalidArgument, "'" + clipped(toOneLine(one), kBudgetShown) +
                                                        "' is not possible; it takes " + kBudgetsPossible);
        budgets.push_back(*budget);
    }
    if (auto why = engine::whyNotPossible(budgets); !why.empty())
        return fail(ErrorCode::InvalidArgument, std::move(why));
    return budgets;
}

Result<std::optional<std::vector<domain::Budget>>> readBudgets(const std::string &file)
{
    QFile source(QString::fromStdString(file));
    if (!source.exists())
        return std::nullopt;
    if (!source.open(QIODevice::ReadOnly))
        return fail(ErrorCode::FolderUnusable, file + " cannot be read: " + source.errorString().toStdString());
    const auto bytes = source.read(kBudgetFileMax + 1);
    if (bytes.size() > kBudgetFileMax)
        return fail(ErrorCode::InvalidArgument, file + " has more than 64 KiB");
    auto budgets = parseBudgets({bytes.constData(), static_cast<std::size_t>(bytes.size())});
    if (!budgets)
        return fail(ErrorCode::InvalidArgument,
                    file + ": " + budgets.error().detail + ". Mend it, or remove it: then the settings' budgets hold");
    return *std::move(budgets);
}

Result<> writeBudgets(const std::string &file, const std::vector<domain::Budget> &budgets)
{
    std::string text;
    for (const auto &budget : budgets)
        text += engine::textOf(budget) + '\n';
    QSaveFile target(QString::fromStdString(file));
    target.setDirectWriteFallback(false);
    if (!target.open(QIODevice::WriteOnly) || target.write(text.data(), static_cast<qint64>(text.size())) < 0 ||
        !target.commit())
        return fail(ErrorCode::FolderUnusable, file + ": " + target.errorString().toStdString());
    return {};
}

} // namespace glovebox::compose
