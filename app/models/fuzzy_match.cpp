#include "app/models/fuzzy_match.h"

#include <algorithm>

namespace glovebox::models {

namespace {

constexpr int kWhole = 400;
constexpr int kBeginning = 250;
constexpr int kWordBeginning = 180;
constexpr int kInside = 120;
constexpr int kScattered = 10;
constexpr int kScatteredMost = 60;

bool beginsWord(QStringView name, qsizetype at)
{
    return at == 0 || !name[at - 1].isLetterOrNumber();
}

/// Letter by letter; those that follow one another, or begin a word, count more.
int scattered(QStringView wanted, QStringView name)
{
    int score = kScattered;
    qsizetype from = 0;
    qsizetype before = -2;
    for (const QChar letter : wanted) {
        const qsizetype at = name.indexOf(letter, from);
        if (at < 0)
            return -1;
        score += at == before + 1 ? 4 : beginsWord(name, at) ? 6 : 0;
        before = at;
        from = at + 1;
    }
    return std::min(score, kScatteredMost);
}

} // namespace

int fuzzyMatch(QStringView wanted, QStringView name)
{
    if (wanted.isEmpty())
        return 0;
    const qsizetype at = name.indexOf(wanted);
    if (at < 0)
        return scattered(wanted, name);
    if (wanted.size() == name.size())
        return kWhole;
    if (at == 0)
        return kBeginning;
    for (qsizetype next = at; next >= 0; next = name.indexOf(wanted, next + 1))
        if (beginsWord(name, next))
            return kWordBeginning;
    return kInside;
}

} // namespace glovebox::models
