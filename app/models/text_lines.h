// Role: a text of a session (a tool's input or output) as lines for a list view: growing output appends rows, what is
// already on screen stays. Lines are safe to draw.
// Thread: GUI.
#pragma once

#include <QAbstractListModel>
#include <QStringList>
#include <QtQml/qqmlregistration.h>

namespace glovebox::models {

class TextLines : public QAbstractListModel {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Made by the panel model")
    Q_PROPERTY(int count READ count NOTIFY countChanged)

public:
    enum Role { TextRole = Qt::UserRole + 1, NumberRole };

    using QAbstractListModel::QAbstractListModel;

    void setText(const QString &text);
    /// Lines that are safe to draw already; the clipboard takes them as they are.
    void setLines(const QStringList &lines);
    /// As it came, for the clipboard.
    const QString &text() const { return m_text; }
    int count() const { return static_cast<int>(m_lines.size()); }

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

Q_SIGNALS:
    void countChanged();

private:
    void show(const QStringList &lines);

    QString m_text;
    QStringList m_lines;
};

} // namespace glovebox::models
