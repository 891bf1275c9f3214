// Role: the set-up's environment and its key: taken from the clipboard or from a file, tried, and then served from now
// on as `gloveboxctl env add` does it. Thread: GUI.
// Invariants: the key is taken and never given back to the window, but for its masked form; it is forgotten once it is
// served. Trying it reads the queue's figures and claims nothing. What was changed since it was tried counts as
// untried.
#pragma once

#include "app/bridge/setup_desk.h"
#include "app/format/errors.h"
#include "app/models/environments_model.h"
#include "core/domain/state_table.h"

#include <QStringList>
#include <QUrl>

#include <array>

namespace glovebox::models {

enum class KeyState { Typing, Trying, Good, Bad, Adding, Added };
enum class KeyEvent { Edited, Try, Read, Refused, Add, Accepted };

inline constexpr std::array kKeyStates{KeyState::Typing, KeyState::Trying, KeyState::Good,
                                       KeyState::Bad,    KeyState::Adding, KeyState::Added};
using KeyEdge = domain::Edge<KeyState, KeyEvent>;
inline constexpr std::array kKeyEdges{
    KeyEdge{KeyState::Typing, KeyEvent::Try, KeyState::Trying},
    KeyEdge{KeyState::Trying, KeyEvent::Read, KeyState::Good},
    KeyEdge{KeyState::Trying, KeyEvent::Refused, KeyState::Bad},
    KeyEdge{KeyState::Trying, KeyEvent::Edited, KeyState::Typing},
    KeyEdge{KeyState::Good, KeyEvent::Try, KeyState::Trying},
    KeyEdge{KeyState::Good, KeyEvent::Edited, KeyState::Typing},
    KeyEdge{KeyState::Good, KeyEvent::Add, KeyState::Adding},
    KeyEdge{KeyState::Bad, KeyEvent::Try, KeyState::Trying},
    KeyEdge{KeyState::Bad, KeyEvent::Edited, KeyState::Typing},
    KeyEdge{KeyState::Bad, KeyEvent::Add, KeyState::Adding}, // without a good trial: the network may be down
    KeyEdge{KeyState::Adding, KeyEvent::Accepted, KeyState::Added},
    KeyEdge{KeyState::Adding, KeyEvent::Refused, KeyState::Bad},
    KeyEdge{KeyState::Added, KeyEvent::Edited, KeyState::Typing},
};
static_assert(domain::edgesAreUnique(kKeyEdges) && domain::everyStateIsReachable(kKeyEdges, kKeyStates));

class SetupKey : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Made by the set-up")
    Q_PROPERTY(bool fromFile READ fromFile WRITE setFromFile NOTIFY changed)
    Q_PROPERTY(QString environment READ environment WRITE setEnvironment NOTIFY changed)
    Q_PROPERTY(QString name READ name WRITE setName NOTIFY changed)
    Q_PROPERTY(QString path READ path WRITE setPath NOTIFY changed)
    Q_PROPERTY(QString environmentProblem READ environmentProblem NOTIFY changed)
    Q_PROPERTY(QString keyProblem READ keyProblem NOTIFY changed) // of what was pasted, or of the file
    Q_PROPERTY(QString keyHint READ keyHint NOTIFY changed)       // masked; empty: there is none here
    Q_PROPERTY(bool trying READ trying NOTIFY changed)
    Q_PROPERTY(bool adding READ adding NOTIFY changed)
    Q_PROPERTY(bool good READ good NOTIFY changed)
    Q_PROPERTY(bool bad READ bad NOTIFY changed)
    Q_PROPERTY(bool added READ added NOTIFY changed)
    Q_PROPERTY(bool canAddAnyway READ canAddAnyway NOTIFY changed)
    Q_PROPERTY(QStringList labels READ labels NOTIFY changed) // of what the trial found
    Q_PROPERTY(QStringList values READ values NOTIFY changed)
    Q_PROPERTY(QString clockWarning READ clockWarning NOTIFY changed)
    Q_PROPERTY(QString addedText READ addedText NOTIFY changed)
    Q_PROPERTY(QString errorWhat READ errorWhat NOTIFY changed)
    Q_PROPERTY(QString errorWhy READ errorWhy NOTIFY changed)
    Q_PROPERTY(QString errorTodo READ errorTodo NOTIFY changed)
    Q_PROPERTY(QString errorDetail READ errorDetail NOTIFY changed)
    Q_PROPERTY(QString errorCode READ errorCode NOTIFY changed)

public:
    /// Beyond that leases may be lost.
    static constexpr std::chrono::seconds kClockNotable{30};

    SetupKey(const EnvironmentsModel &environments, QObject *parent = nullptr);

    /// Without one nothing is asked, for pictures. Desks outlive this.
    void setTrialDesk(bridge::KeyTrialDesk *desk) { m_trial = desk; }
    void setDesk(bridge::SetupDesk *desk) { m_desk = desk; }

    KeyState state() const { return m_state; }
    bool fromFile() const { return m_fromFile; }
    void setFromFile(bool fromFile);
    QString environment() const { return m_environment; }
    void setEnvironment(const QString &id);
    QString name() const { return m_name; }
    void setName(const QString &name);
    QString path() const { return m_path; }
    void setPath(const QString &path);
    Q_INVOKABLE void takeFile(const QUrl &file) { setPath(file.toLocalFile()); }
    /// Write-only: there is no way to read it here.
    Q_INVOKABLE void setKey(const QString &key);

    QString environmentProblem() const;
    QString keyProblem() const { return m_keyProblem; }
    QString keyHint() const;
    bool trying() const { return m_state == KeyState::Trying; }
    bool adding() const { return m_state == KeyState::Adding; }
    bool good() const { return m_state == KeyState::Good; }
    bool bad() const { return m_state == KeyState::Bad; }
    bool added() const { return m_state == KeyState::Added; }
    bool canAddAnyway() const;
    /// Something was typed that is not served yet.
    bool touched() const;
    QStringList labels() const;
    QStringList values() const;
    QString clockWarning() const;
    QString addedText() const;
    QString errorWhat() const { return m_error.what; }
    QString errorWhy() const { return m_error.why; }
    QString errorTodo() const { return m_error.todo; }
    QString errorDetail() const { return m_error.detail; }
    QString errorCode() const { return m_error.code; }
    QString errorText() const { return format::plainText(m_error); }

    /// With what is wrong said at the fields.
    Q_INVOKABLE void tryKey();
    Q_INVOKABLE void cancelTrial();
    Q_INVOKABLE void add();
    /// The fields are empty again; what was added stays.
    Q_INVOKABLE void addAnother();

Q_SIGNALS:
    void changed();

private:
    void edited();
    bool happen(KeyEvent event);
    Result<SecretString> theKey();
    void tried(const Result<bridge::KeyReport> &report);
    void wasAdded(const api::Verdict &verdict);

    const EnvironmentsModel &m_environments;
    bridge::KeyTrialDesk *m_trial = nullptr;
    bridge::SetupDesk *m_desk = nullptr;
    KeyState m_state = KeyState::Typing;
    bool m_fromFile = false;
    bool m_revealed = false;  // what is missing is said, too
    bool m_mayBeGood = false; // nobody could be asked
    QString m_environment;
    QString m_name;
    QString m_path;
    QString m_keyProblem;
    SecretString m_pasted; // as it was typed
    SecretString m_key;    // that was tried
    std::optional<bridge::KeyReport> m_report;
    format::Explanation m_error;
    Call m_call;
};

} // namespace glovebox::models
