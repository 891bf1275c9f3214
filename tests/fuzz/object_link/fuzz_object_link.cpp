// A link that anybody may have written. Must hold: what is taken is of a known kind and of an id's letters alone, and
// is read as the same when it is written again; what is not taken says why.
#include "app/format/object_link.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string_view>

using namespace glovebox;

namespace {

void demand(bool holds)
{
    if (!holds)
        std::abort();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const QString text = QString::fromUtf8(reinterpret_cast<const char *>(data), static_cast<qsizetype>(size));
    const format::ReadLink read = format::readLink(text);
    if (!read.object) {
        demand(!read.why.isEmpty());
        return 0;
    }
    demand(read.why.isEmpty() && read.object->size() < format::kLinkMax);
    const QString kind = read.object->section(QLatin1Char('/'), 0, 0);
    const QString id = read.object->section(QLatin1Char('/'), 1);
    demand(!kind.isEmpty() && !id.isEmpty());
    demand(std::ranges::all_of(id, [](QChar letter) {
        return letter.unicode() < 128 && (letter.isLetterOrNumber() || QLatin1String("-_.:").contains(letter));
    }));
    const format::ReadLink again = format::readLink(format::linkTo(kind, id));
    demand(again.object == read.object);
    return 0;
}
