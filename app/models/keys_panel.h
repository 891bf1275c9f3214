// Role: the local API, as the window shows it: where it listens, who has a key, and what can be asked about keys.
// Thread: GUI.
// Invariants: a secret is here from the answer that brought it until its dialog closes, and is nowhere afterwards; a
// refusal is said in the dialog that asked, which stays until it is answered: a secret comes once.
#pragma once

#include "app/bridge/key_desk.h"
#include "app/bridge/mailbox.h"
#include "app/models/keys_model.h"
#include "app/models/stable_list.h"

namespace glovebox::models {

class KeysPanel : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Made by the panel model")
    Q_PROPERTY(bool shown READ shown WRITE setShown NOTIFY shownChanged) // the tab
    Q_PROPERTY(glovebox::models::StableList *rows READ rows CONSTANT)
    Q_PROPERTY(bool known READ known NOTIFY changed)
    Q_PROPERTY(bool listening READ listening NOTIFY changed) // on a port, not on the socket alone
    Q_PROPERTY(QStringList addresses READ addresses NOTIFY changed)
    Q_PROPERTY(QString socket READ socket NOTIFY changed)
    Q_PROPERTY(QString notListening READ notListening NOTIFY changed) // why, though it should
    Q_PROPERTY(QString problem READ problem NOTIFY changed)           // with the keys themselves
    Q_PROPERTY(QStringList scopes READ scopes CONSTANT)
    Q_PROPERTY(QStringList lifetimes READ lifetimes CONSTANT)
    Q_PROPERTY(QStringList graces READ graces CONSTANT)
    Q_PROPERTY(bool sending READ sending NOTIFY answerChanged)
    Q_PROPERTY(QString refusal READ refusal NOTIFY answerChanged)
    Q_PROPERTY(QString secret READ secret NOTIFY secretChanged) // of the key that was made or rotated last
    Q_PROPERTY(QString secretName READ secretName NOTIFY secretChanged)
    Q_PROPERTY(QString clientSettings READ clientSettings NOTIFY secretChanged) // with it
    Q_PROPERTY(QString name READ name NOTIFY askedChanged)                      // of the key that a dialog is about
    Q_PROPERTY(QString usedText READ usedText NOTIFY askedChanged)              // when it was used last

public:
    /// What can be chosen, beside "never" as the last one.
    static constexpr std::array<int, 4> kLifetimeDays{7, 30, 90, 365};
    static constexpr int kDefaultLifetime = 2;

    explicit KeysPanel(Ticker *ticker, QObject *parent = nullptr);

    /// Without one nothing is asked, for pictures. The desk outlives this.
    void setDesk(bridge::KeyDesk *desk) { m_desk = desk; }
    void apply(const bridge::Batch &batch);

    bool shown() const { return m_shown; }
    void setShown(bool shown);
    StableList *rows() { return &m_list; }
    bool known() const { return m_known; }
    bool listening() const { return !m_view.addresses.empty(); }
    QStringList addresses() const;
    QString socket() const;
    QString notListening() const;
    QString problem() const;
    QStringList scopes() const;
    QStringList lifetimes() const;
    QStringList graces() const;
    bool sending() const { return m_sending; }
    QString refusal() const { return m_refusal; }
    QString secret() const { return QString::fromStdString(m_secret.reveal()); }
    QString secretName() const { return m_secretName; }
    QString clientSettings() const;
    QString name() const;
    QString usedText() const;

    /// A dialog opens, about this key or (empty) a new one: what the last one was told is forgotten.
    Q_INVOKABLE void begin(const QString &id);
    /// Why a name cannot be taken; empty: it can.
    Q_INVOKABLE QString nameProblem(const QString &name) const;
    /// By places in scopes and lifetimes.
    Q_INVOKABLE void create(const QString &name, int scope, int lifetime);
    Q_INVOKABLE void rotate(int grace);
    Q_INVOKABLE void revoke();
    /// The dialog that showed the secret closes.
    Q_INVOKABLE void forgetSecret();

Q_SIGNALS:
    void shownChanged();
    void changed();
    void answerChanged();
    void secretChanged();
    void askedChanged();
    /// What a dialog asked for was done; the secret is there when it brought one.
    void accepted();

private:
    void ask(const api::KeyAction &action);

    bridge::KeyDesk *m_desk = nullptr;
    Ticker *m_ticker;
    KeysModel m_rows;
    StableList m_list;
    api::KeysView m_view;
    bool m_known = false;
    bool m_shown = false;
    bool m_sending = false;
    std::uint64_t m_ticket = 0; // of what was asked last
    QString m_refusal;
    QString m_asked; // the key's id
    SecretString m_secret;
    QString m_secretName;
};

} // namespace glovebox::models
