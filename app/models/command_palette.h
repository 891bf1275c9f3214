// Role: one box for objects, pages and actions: what fits what was typed, best first. Thread: GUI.
// Invariants: all of it is here, nothing is asked; what cannot be done stands there dimmed, with why, and does nothing;
// what destroys only opens its dialog.
#pragma once

#include <QAbstractListModel>
#include <QStringList>
#include <QtQml/qqmlregistration.h>

#include <functional>
#include <vector>

namespace glovebox::models {

class ActionRegistry;
class PanelAction;

/// What the panel can show by its name or id.
struct NamedObject {
    QString kind; // "sandbox"
    QString id;
    QString name;   // the operator's or the service's; may be empty
    QString detail; // "Running", "8 MiB"
};

class CommandPalette : public QAbstractListModel {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Made by the registry")
    Q_PROPERTY(QString text READ text WRITE setText NOTIFY textChanged)
    Q_PROPERTY(bool objectsOnly READ objectsOnly NOTIFY opened)
    Q_PROPERTY(int count READ count NOTIFY shownChanged)
    Q_PROPERTY(int current READ current WRITE setCurrent NOTIFY currentChanged)
    Q_PROPERTY(QString countText READ countText NOTIFY shownChanged)

public:
    enum Role {
        LabelRole = Qt::UserRole + 1,
        ObjectRole, // what it is done to, or what kind of object it is
        SymbolRole,
        KeysRole,
        WhyRole,     // it cannot be done now
        SectionRole, // "For sbx-2f1", "Recent": of the first row of each, while nothing is typed
        SpokenRole
    };
    static constexpr std::size_t kShownMost = 60;
    static constexpr std::size_t kRecentMost = 8;

    explicit CommandPalette(ActionRegistry &registry);
    /// What there is to be opened; the panel's by default.
    void setObjects(std::function<std::vector<NamedObject>()> objects) { m_objects = std::move(objects); }

    /// What is there now; the text is empty again.
    Q_INVOKABLE void open(bool objectsOnly);
    QString text() const { return m_text; }
    void setText(const QString &text);
    bool objectsOnly() const { return m_objectsOnly; }
    int count() const { return static_cast<int>(m_shown.size()); }
    int current() const { return m_current; }
    void setCurrent(int row);
    QString countText() const;
    Q_INVOKABLE void move(int rows);
    Q_INVOKABLE bool canChoose(int row) const;
    /// Opens the object, goes to the page, does the action.
    Q_INVOKABLE void choose(int row);

    void noteOpened(const QString &object);

    int rowCount(const QModelIndex &parent = {}) const override { return parent.isValid() ? 0 : count(); }
    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

Q_SIGNALS:
    void opened();
    void textChanged();
    void shownChanged();
    void currentChanged();

private:
    enum class Section { None, Selection, Recent, Pages, Actions };
    struct Entry {
        PanelAction *action = nullptr; // or an object
        NamedObject object;
        QString label; // in small letters, to be searched
        QString id;
        bool forSelection = false;
        int recent = -1; // 0: the last one that was opened
    };
    struct Shown {
        std::size_t entry;
        int score;
        Section section;
    };

    void readAll();
    void readActions();
    void find();
    void offer();
    void add(std::size_t entry, Section section);
    int scoreOf(const Entry &entry, const QStringList &words, const QString &whole) const;
    bool isOf(const Entry &entry, QChar prefix) const;
    QString sectionText(std::size_t row) const;

    ActionRegistry &m_registry;
    std::function<std::vector<NamedObject>()> m_objects;
    std::vector<Entry> m_entries;
    std::vector<Shown> m_shown;
    QStringList m_recent; // "sandbox/sbx-1", the last one first
    QString m_text;
    bool m_objectsOnly = false;
    bool m_isCut = false; // more fit than are shown
    int m_current = -1;
};

} // namespace glovebox::models
