// Role: what stands under the header until it is over: the situations of the design's table, worst first. At most two
// show; the rest fold into "and 1 more".
// Thread: GUI.
#pragma once

#include "app/models/ticker.h"
#include "core/api/views.h"

#include <QAbstractListModel>
#include <QSet>
#include <QtQml/qqmlregistration.h>

#include <vector>

namespace glovebox::models {

struct Banner {
    enum class Kind { Info, Warning, Error };

    QString key;
    Kind kind = Kind::Info;
    QString title;
    QString text;
    QString code;   // may be empty
    QString action; // a key that the panel knows; may be empty
    QString actionText;
    double progress = -1; // 0 to 1; below: none
    bool dismissible = false;
    QString second = {}; // another one, likewise
    QString secondText = {};

    friend bool operator==(const Banner &, const Banner &) = default;
};

/// Everything that the banners depend on.
struct Situation {
    const api::HostView *host = nullptr; // null: not heard of yet
    std::vector<const api::EnvironmentView *> environments;
    bool stale = false;
    WallTime heardAt{};
    int leftovers = 0; // on this host, that nothing explains
    QString leftoversSize;
    QString recovered; // what this start took up; empty: nothing
    bool sample = false;
    bool viewOnly = false;
    int resultsWaiting = 0; // that the control plane does not have yet
};

/// Worst first. Pure.
std::vector<Banner> bannersFor(const Situation &situation, const QTimeZone &zone);

class BannerList : public QAbstractListModel {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Made by the panel model")
    Q_PROPERTY(QString moreText READ moreText NOTIFY moreChanged)

public:
    enum Role {
        KeyRole = Qt::UserRole + 1,
        KindRole, // "info", "warning", "error"
        TitleRole,
        TextRole,
        CodeRole,
        ActionRole,
        ActionTextRole,
        ProgressRole,
        DismissibleRole,
        SecondRole,
        SecondTextRole,
    };

    static constexpr std::size_t kShownMax = 2;

    using QAbstractListModel::QAbstractListModel;

    void setBanners(std::vector<Banner> banners);
    QString moreText() const;
    /// It comes back when its cause was gone in between.
    Q_INVOKABLE void dismiss(const QString &key);

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

Q_SIGNALS:
    void moreChanged();

private:
    void show();

    std::vector<Banner> m_all;
    std::vector<Banner> m_shown;
    QSet<QString> m_dismissed;
};

} // namespace glovebox::models
