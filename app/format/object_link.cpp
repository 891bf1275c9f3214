#include "app/format/object_link.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>

namespace glovebox::format {

namespace {

constexpr QLatin1String kScheme("glovebox://");
constexpr std::array kKinds{QLatin1String("sandbox"), QLatin1String("session"), QLatin1String("snapshot"),
                            QLatin1String("template"), QLatin1String("image")};

QString said(const char *text)
{
    return QCoreApplication::translate("Links", text);
}

/// Ids of ours, of the control plane and of images.
bool isOfAnId(QChar letter)
{
    const char16_t code = letter.unicode();
    return (code >= u'a' && code <= u'z') || (code >= u'A' && code <= u'Z') || (code >= u'0' && code <= u'9') ||
           code == u'-' || code == u'_' || code == u'.' || code == u':';
}

} // namespace

QString linkTo(const QString &kind, const QString &id)
{
    return kScheme + kind + QLatin1Char('/') + id;
}

ReadLink readLink(const QString &text)
{
    if (text.size() > kLinkMax)
        return {{}, said(QT_TRANSLATE_NOOP("Links", "This link is too long to be one of Glovebox."))};
    if (!text.startsWith(kScheme, Qt::CaseInsensitive))
        return {{}, said(QT_TRANSLATE_NOOP("Links", "This is no link of Glovebox: those begin with glovebox://."))};
    const QString rest = text.mid(kScheme.size());
    const qsizetype slash = rest.indexOf(QLatin1Char('/'));
    const QString kind = rest.left(slash < 0 ? rest.size() : slash);
    if (std::ranges::find(kKinds, kind) == kKinds.end())
        return {{},
                said(QT_TRANSLATE_NOOP("Links", "This link leads to a kind of object that is not known here: "
                                                "sandboxes, sessions, snapshots, templates and images are."))};
    const QString id = slash < 0 ? QString() : rest.mid(slash + 1);
    if (id.isEmpty() || !std::ranges::all_of(id, isOfAnId))
        return {{},
                said(QT_TRANSLATE_NOOP("Links", "This link names no object: an id is letters, digits and - _ . :"))};
    return {kind + QLatin1Char('/') + id, {}};
}

} // namespace glovebox::format
