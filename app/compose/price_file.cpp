#include "app/compose/price_file.h"

#include "core/base/text.h"
#include "core/base/units.h"

#include <nlohmann/json.hpp>

#include <QDate>
#include <QFile>

#include <algorithm>
#include <array>
#include <cmath>

// Q_INIT_RESOURCE must stand outside of namespaces; without it a static library's resources are left out of the
// program.
static void initialisePricing()
{
    Q_INIT_RESOURCE(pricing);
}

namespace glovebox::compose {

namespace {

constexpr qint64 kPriceFileMax = 64 * 1024;
/// A thousand dollars an hour is a slip of the unit.
constexpr double kPriceMax = 1000.0;

struct Price {
    const char *name;
    std::int64_t domain::PriceTable::*value;
};
constexpr std::array kPrices{Price{"vcpu_hour", &domain::PriceTable::vcpuHour},
                             Price{"memory_gib_hour", &domain::PriceTable::memoryGibHour},
                             Price{"hibernated_gib_hour", &domain::PriceTable::hibernatedGibHour},
                             Price{"disk_gib_month", &domain::PriceTable::diskGibMonth}};

auto wrong(std::string what)
{
    return fail(ErrorCode::InvalidArgument, std::move(what));
}

Result<> readPrice(const nlohmann::json &value, const Price &price, domain::PriceTable &table)
{
    const double dollars = value.is_number() ? value.get<double>() : -1.0;
    if (!(dollars >= 0.0 && dollars <= kPriceMax))
        return wrong(std::string(price.name) + " is not a price; it takes a number of US dollars from 0 to 1000");
    table.*price.value = std::llround(dollars * 1e6);
    return {};
}

} // namespace

Result<domain::PriceTable> parsePrices(std::string_view text)
{
    const auto json = nlohmann::json::parse(text, nullptr, false);
    if (!json.is_object())
        return wrong("it is not a JSON object");
    domain::PriceTable table;
    for (const auto &[name, value] : json.items()) {
        const auto *const price =
            std::ranges::find_if(kPrices, [&name = name](const Price &one) { return name == one.name; });
        if (price != kPrices.end()) {
            GB_CHECK(readPrice(value, *price, table));
        } else if (name == "as_of") {
            table.asOf = value.is_string() ? value.get<std::string>() : std::string();
        } else if (name != "note") {
            return wrong("'" + clipped(toOneLine(name), ByteCount{100}) +
                         "' is not known; it takes note, as_of, vcpu_hour, memory_gib_hour, hibernated_gib_hour and "
                         "disk_gib_month");
        }
    }
    if (table.asOf.size() != 10 || !QDate::fromString(QString::fromStdString(table.asOf), Qt::ISODate).isValid())
        return wrong("as_of is not there, or is not a date like 2026-11-26");
    return table;
}

Result<domain::PriceTable> readPrices(const std::string &file)
{
    initialisePricing();
    QFile source(file.empty() ? QStringLiteral(":/glovebox/pricing/default.json") : QString::fromStdString(file));
    if (!source.open(QIODevice::ReadOnly))
        return wrong("it cannot be read: " + source.errorString().toStdString());
    const auto bytes = source.read(kPriceFileMax + 1);
    if (bytes.size() > kPriceFileMax)
        return wrong("it has more than 64 KiB");
    return parsePrices(std::string_view(bytes.constData(), static_cast<std::size_t>(bytes.size())));
}

} // namespace glovebox::compose
