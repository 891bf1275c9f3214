// Role: the one list of what the window can do. Menus, keys, the palette and the shortcut sheet are made from it, so
// that an action has one name, one key, one rule and one reason everywhere. Thread: GUI. Invariants: no two actions of
// a page have the same key; what is not possible is never done, and says why; letters do nothing while somebody types,
// or while they are switched off.
#pragma once

#include "app/models/command_palette.h"
#include "app/models/key_sheet.h"
#include "app/models/page_history.h"
#include "app/models/panel_action.h"
#include "app/models/stop_everything.h"

#include <memory>
#include <vector>

namespace glovebox::models {

class ActionRegistry : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Made by the panel model")
    Q_PROPERTY(bool letters READ letters WRITE setLetters NOTIFY keysChanged) // single-letter keys act
    Q_PROPERTY(bool waiting READ waiting NOTIFY waitingChanged)               // for the second key of two
    Q_PROPERTY(QString leader READ leader NOTIFY liveChanged)                 // the first key of two, if it acts now
    Q_PROPERTY(QStringList followers READ followers NOTIFY keysChanged)       // second keys
    Q_PROPERTY(QStringList shortcutIds READ shortcutIds CONSTANT)             // actions whose keys are the window's
    Q_PROPERTY(glovebox::models::CommandPalette *palette READ palette CONSTANT)
    Q_PROPERTY(glovebox::models::KeySheet *sheet READ sheet CONSTANT)
    Q_PROPERTY(glovebox::models::PageHistory *pages READ pages CONSTANT)
    Q_PROPERTY(glovebox::models::StopEverything *stop READ stop CONSTANT)

public:
    /// Two keys always begin with this one.
    static constexpr Qt::Key kLeader = Qt::Key_G;

    explicit ActionRegistry(PanelModel &panel);
    ~ActionRegistry() override;

    const std::vector<std::unique_ptr<PanelAction>> &actions() const { return m_actions; }
    CommandPalette *palette() { return &m_palette; }
    KeySheet *sheet() { return &m_sheet; }
    PageHistory *pages() { return &m_pages; }
    StopEverything *stop() { return &m_stop; }

    /// The action of that id; there is one, a test compares all ids in QML.
    Q_INVOKABLE glovebox::models::PanelAction *find(const QString &id) const;
    Q_INVOKABLE void trigger(const QString &id);
    /// What its rule says now, of what is selected now.
    QString whyNot(const ActionDef &def) const;
    QString textOf(const ActionDef &def) const;
    /// A menu opens: what hangs on more than a selection is asked again.
    Q_INVOKABLE void refresh();
    /// The list action that a key means on this page, while its list has the focus; empty: none.
    Q_INVOKABLE QString actionFor(int key, int modifiers);

    /// The first of two keys was pressed; follow() takes the second.
    Q_INVOKABLE void wait();
    Q_INVOKABLE void follow(const QString &second);
    Q_INVOKABLE void stopWaiting();
    bool waiting() const { return m_waiting; }
    /// "S", "Sessions": what may follow, in the order of the table.
    Q_INVOKABLE QVariantList hints() const;
    QString leader() const { return m_leaderLive ? keyText(QKeySequence(kLeader)) : QString(); }
    QStringList followers() const;
    QStringList shortcutIds() const;

    bool letters() const;
    void setLetters(bool letters);
    /// The settings have them on or off now.
    void lettersChosen();
    /// Another key for an action, kept in the memory file. Says why not; empty: done.
    QString rebind(const QString &id, const QKeySequence &keys);
    /// As it was made; likewise.
    QString resetKeys(const QString &id);
    void resetAllKeys();
    /// Where what was changed is kept; read at once.
    void setMemoryFile(const QString &file);

    unsigned placesNow() const;
    PanelModel &panel() const { return m_panel; }

Q_SIGNALS:
    /// The window does what no model can: dialogs, focus, drawers. Handled where its dialog stands.
    void asked(const QString &id);
    void keysChanged();
    void waitingChanged();
    void liveChanged();
    void toast(const QString &text, bool isProblem);

private:
    void connectSelections();
    void setTyping(QObject *focus);
    void refreshLive();
    void keep(const PanelAction &action);
    QString whyNotKeys(const PanelAction &action, const QKeySequence &keys) const;
    bool isHere(const ActionDef &def) const { return (def.places & placesNow()) != 0; }

    PanelModel &m_panel;
    std::vector<std::unique_ptr<PanelAction>> m_actions;
    QHash<QString, PanelAction *> m_byId;
    bool m_typing = false;
    bool m_waiting = false;
    bool m_leaderLive = false;
    QString m_memoryFile;
    PageHistory m_pages;
    CommandPalette m_palette;
    KeySheet m_sheet;
    StopEverything m_stop;
};

/// The places of a page, itself among them.
unsigned placesOn(PanelModel &panel);
/// Two actions whose keys could be meant on the same page.
bool meet(unsigned places, unsigned others);

} // namespace glovebox::models
