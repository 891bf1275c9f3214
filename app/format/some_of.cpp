#include "app/format/some_of.h"

#include <QCoreApplication>

namespace glovebox::format {

QString someOf(const QStringList &names)
{
    constexpr qsizetype kNamed = 3;
    const QString first = names.mid(0, kNamed).join(QStringLiteral(", "));
    return names.size() <= kNamed ? first
                                  : QCoreApplication::translate("SomeOf", "%1 and %2 more")
                                        .arg(first, QString::number(names.size() - kNamed));
}

} // namespace glovebox::format
