// Role: the form that says whom a sandbox is kept for: a session, whichever matches, or nobody; until when; what is
// wrong with that, and which of the sessions that are known here it would match now. Thread: GUI.
#pragma once

#include "app/models/pair_list.h"
#include "app/models/sessions_model.h"
#include "app/models/ticker.h"
#include "core/domain/reservation.h"

#include <QStringList>

#include <optional>

namespace glovebox::models {

class ReservationForm : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Made by the panel model")
    Q_PROPERTY(int forWhom READ forWhom WRITE setForWhom NOTIFY changed)
    Q_PROPERTY(QString session READ session WRITE setSession NOTIFY changed)
    Q_PROPERTY(glovebox::models::PairList *match READ match CONSTANT)
    Q_PROPERTY(QStringList expiryChoices READ expiryChoices NOTIFY changed)
    Q_PROPERTY(int expiry READ expiry WRITE setExpiry NOTIFY changed)
    Q_PROPERTY(bool ownHours READ ownHours NOTIFY changed)
    Q_PROPERTY(QString hours READ hours WRITE setHours NOTIFY changed)
    Q_PROPERTY(bool hoursWrong READ hoursWrong NOTIFY changed)
    Q_PROPERTY(bool wrong READ wrong NOTIFY changed)        // nobody can be asked for this
    Q_PROPERTY(QString problem READ problem NOTIFY changed) // of what was typed; empty while nothing was
    Q_PROPERTY(QString matchText READ matchText NOTIFY matchesChanged)
    Q_PROPERTY(QStringList matchLines READ matchLines NOTIFY matchesChanged)
    Q_PROPERTY(QString inWords READ inWords NOTIFY changed) // "session sesn_1, until …"; of nobody empty

public:
    enum Whom { Nobody, Session, Match };
    Q_ENUM(Whom)

    ReservationForm(const SessionsModel *sessions, Ticker *ticker, QObject *parent = nullptr);

    /// For nobody, and nothing typed.
    void clear();
    /// As it is now: `inWords` and `until` as a SandboxView has them.
    void set(const std::string &inWords, std::optional<WallTime> until);
    /// Of a form that is not wrong; none: for nobody.
    std::optional<domain::Reservation> reservation() const;

    int forWhom() const { return m_whom; }
    void setForWhom(int whom);
    QString session() const { return m_session; }
    void setSession(const QString &text);
    PairList *match() { return &m_match; }
    QStringList expiryChoices() const;
    int expiry() const { return m_expiry; }
    void setExpiry(int index);
    bool ownHours() const { return m_expiry == kOwnHours; }
    QString hours() const { return m_hours; }
    void setHours(const QString &text);
    bool hoursWrong() const { return ownHours() && !typedHours(); }
    bool wrong() const { return !whyNot().isEmpty(); }
    QString problem() const { return pristine() ? QString() : whyNot(); }
    /// A sentence, with the lines below it.
    QString matchText() const;
    QStringList matchLines() const;
    QString inWords() const;

Q_SIGNALS:
    void changed();
    void matchesChanged();

private:
    static constexpr int kOwnHours = 5; // of the choices; one more is what it was
    static constexpr int kAsItIs = 6;

    std::optional<int> typedHours() const;
    bool pristine() const;
    QString whyNot() const;
    std::optional<WallTime> until() const;
    void tell();

    const SessionsModel *m_sessions;
    Ticker *m_ticker;
    int m_whom = Nobody;
    QString m_session;
    PairList m_match;
    int m_expiry = 0;
    QString m_hours;
    std::optional<WallTime> m_kept; // what it was
};

} // namespace glovebox::models
