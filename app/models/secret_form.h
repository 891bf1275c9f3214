// Role: the form that makes a secret of the gate or changes one: what is wrong with each field, in the words of those
// who check it, and what a request and a program will see. Thread: GUI.
// Invariants: a value is taken and never given back to the window; it is forgotten with clear(). What is not valid is
// never asked for.
#pragma once

#include "core/api/secret_views.h"

#include <QObject>
#include <QStringList>
#include <QtQml/qqmlregistration.h>

#include <optional>
#include <vector>

namespace glovebox::models {

/// One of the others that are kept, as far as it matters here.
struct OtherSecret {
    QString name;
    QString variable;
    QStringList both; // sandboxes that may use it and the one that is changed

    friend bool operator==(const OtherSecret &, const OtherSecret &) = default;
};

class SecretForm : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Made by the panel model")
    Q_PROPERTY(bool isNew READ isNew NOTIFY changed)
    Q_PROPERTY(QString name READ name WRITE setName NOTIFY changed)
    Q_PROPERTY(QString description READ description WRITE setDescription NOTIFY changed)
    Q_PROPERTY(QString hosts READ hosts WRITE setHosts NOTIFY changed) // a line each
    Q_PROPERTY(int kind READ kind WRITE setKind NOTIFY changed)
    Q_PROPERTY(QString user READ user WRITE setUser NOTIFY changed)       // of Basic
    Q_PROPERTY(QString header READ header WRITE setHeader NOTIFY changed) // of Header and Custom
    Q_PROPERTY(QString text READ text WRITE setText NOTIFY changed)       // of Custom
    Q_PROPERTY(QString variable READ variable WRITE setVariable NOTIFY changed)
    Q_PROPERTY(QString nameProblem READ nameProblem NOTIFY changed)
    Q_PROPERTY(QString descriptionProblem READ descriptionProblem NOTIFY changed)
    Q_PROPERTY(QString hostsProblem READ hostsProblem NOTIFY changed)
    Q_PROPERTY(QString userProblem READ userProblem NOTIFY changed)
    Q_PROPERTY(QString headerProblem READ headerProblem NOTIFY changed)
    Q_PROPERTY(QString textProblem READ textProblem NOTIFY changed)
    Q_PROPERTY(QString variableProblem READ variableProblem NOTIFY changed)
    Q_PROPERTY(QString variableWarning READ variableWarning NOTIFY changed) // another secret is in it, too
    Q_PROPERTY(QString valueProblem READ valueProblem NOTIFY changed)
    Q_PROPERTY(bool wrong READ wrong NOTIFY changed)                // it cannot be asked for
    Q_PROPERTY(QString requestLine READ requestLine NOTIFY changed) // what a request carries
    Q_PROPERTY(QString insideLine READ insideLine NOTIFY changed)   // what a program in a sandbox sees
    Q_PROPERTY(bool dirty READ dirty NOTIFY changed)

public:
    enum Kind { Bearer, Basic, Header, Custom };
    Q_ENUM(Kind)

    using QObject::QObject;

    /// A new one; `taken` are the names that there are.
    void prepareNew(const QStringList &taken);
    /// One that is there: its name stays, and its value unless another is typed.
    void prepareChange(const domain::GateSecret &secret);
    /// It was prepared, and not cleared since.
    bool prepared() const { return m_prepared; }
    void setOthers(std::vector<OtherSecret> others);
    /// Nothing is left of what was typed.
    Q_INVOKABLE void clear();
    /// From here on what was not filled in is said, too. False: nothing is wrong.
    bool revealMistakes();
    /// Of a form that is not wrong.
    std::optional<api::SaveSecret> wanted() const;

    /// Write-only: there is no way to read it here.
    Q_INVOKABLE void setValue(const QString &value);

    bool isNew() const { return m_isNew; }
    QString name() const { return m_name; }
    void setName(const QString &name);
    QString description() const { return m_description; }
    void setDescription(const QString &text) { set(m_description, text); }
    QString hosts() const { return m_hosts; }
    void setHosts(const QString &text) { set(m_hosts, text); }
    int kind() const { return m_kind; }
    void setKind(int kind);
    QString user() const { return m_user; }
    void setUser(const QString &text) { set(m_user, text); }
    QString header() const { return m_header; }
    void setHeader(const QString &text) { set(m_header, text); }
    QString text() const { return m_text; }
    void setText(const QString &text) { set(m_text, text); }
    QString variable() const { return m_variable; }
    void setVariable(const QString &text);
    QString nameProblem() const;
    QString descriptionProblem() const;
    QString hostsProblem() const;
    QString userProblem() const;
    QString headerProblem() const;
    QString textProblem() const;
    QString variableProblem() const;
    QString variableWarning() const;
    QString valueProblem() const;
    bool wrong() const;
    QString requestLine() const;
    QString insideLine() const;
    bool dirty() const;

Q_SIGNALS:
    void changed();

private:
    void set(QString &field, const QString &text);
    domain::SecretForm form() const;
    domain::GateSecret secret() const;
    bool untouched(const QString &field) const { return field.trimmed().isEmpty() && !m_revealed; }
    QString nameMistake() const;
    QString valueMistake() const;

    bool m_isNew = true;
    bool m_prepared = false;
    bool m_revealed = false;    // what is empty is a mistake, too
    bool m_ownVariable = false; // it follows the name no more
    QStringList m_taken;
    std::vector<OtherSecret> m_others;
    domain::GateSecret m_before;
    QString m_name;
    QString m_description;
    QString m_hosts;
    int m_kind = Bearer;
    QString m_user;
    QString m_header;
    QString m_text;
    QString m_variable;
    SecretString m_value;
};

} // namespace glovebox::models
