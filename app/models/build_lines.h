// Role: the log of a template's build, or of a sandbox's seeding, as lines for a list view: under a heading for each
// step what it printed, those that an earlier build had done already marked as such. Growing appends rows; what is on
// screen stays. Lines are safe to draw. Thread: GUI.
#pragma once

#include "core/api/seed_views.h"
#include "core/api/template_views.h"

#include <QAbstractListModel>
#include <QTimeZone>
#include <QtQml/qqmlregistration.h>

#include <functional>
#include <vector>

namespace glovebox::models {

class BuildLines : public QAbstractListModel {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Made by the panel model")
    Q_PROPERTY(int count READ count NOTIFY countChanged)

public:
    enum Role {
        TextRole = Qt::UserRole + 1,
        KindRole,   // "heading", "system", "output", "error"
        CachedRole, // of a heading
        TimeRole,   // "14:02:11"; of a heading empty
    };

    using QAbstractListModel::QAbstractListModel;

    void show(const api::DefinedTemplateView &made, const QTimeZone &zone);
    void show(const api::SeedView &seeding, const QTimeZone &zone);
    void clear();
    int count() const { return static_cast<int>(m_lines.size()); }
    /// All of it, for the clipboard.
    QString text() const;

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

Q_SIGNALS:
    void countChanged();

private:
    struct Line {
        QString text;
        QString kind;
        bool cached = false;
        QString time;

        friend bool operator==(const Line &, const Line &) = default;
    };

    /// Lines under headings, one for each step up to `begun` and those that lines belong to.
    struct Steps {
        int count = 0;
        int begun = 0;
        std::function<Line(int step)> heading;
    };

    static Line heading(const api::DefinedTemplateView &made, int step);
    static std::vector<Line> under(const Steps &steps, const std::vector<api::BuildLine> &log, const QTimeZone &zone);
    void replace(std::vector<Line> lines);

    std::vector<Line> m_lines;
};

} // namespace glovebox::models
