// Role: the form for an image to be brought in: from a registry or from a file, what is wrong with what was typed, and
// what came of asking. Thread: GUI. Invariants: nothing that was typed is lost when the engine refuses; what is asked
// for is of the one way that is chosen.
#pragma once

#include "core/api/engine_control.h"

#include <QObject>
#include <QUrl>
#include <QtQml/qqmlregistration.h>

#include <deque>
#include <optional>

namespace glovebox::models {

class ImportForm : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Made by the panel model")
    Q_PROPERTY(bool fromFile READ fromFile WRITE setFromFile NOTIFY changed)
    Q_PROPERTY(QString reference READ reference WRITE setReference NOTIFY changed)
    Q_PROPERTY(QString authFile READ authFile WRITE setAuthFile NOTIFY changed)
    Q_PROPERTY(bool plainHttp READ plainHttp WRITE setPlainHttp NOTIFY changed)
    Q_PROPERTY(QString path READ path WRITE setPath NOTIFY changed)
    Q_PROPERTY(QString name READ name WRITE setName NOTIFY changed)
    Q_PROPERTY(QString suggestedName READ suggestedName NOTIFY changed) // what it is called when no name is given
    Q_PROPERTY(QString referenceProblem READ referenceProblem NOTIFY changed)
    Q_PROPERTY(QString authProblem READ authProblem NOTIFY changed)
    Q_PROPERTY(QString pathProblem READ pathProblem NOTIFY changed)
    Q_PROPERTY(QString pathHint READ pathHint NOTIFY changed) // what it will be taken for
    Q_PROPERTY(QString nameProblem READ nameProblem NOTIFY changed)
    Q_PROPERTY(bool canImport READ canImport NOTIFY changed)
    Q_PROPERTY(bool sending READ sending NOTIFY changed)
    Q_PROPERTY(QString refusal READ refusal NOTIFY changed)
    Q_PROPERTY(QUrl folder READ folder NOTIFY changed) // where a file dialog begins

public:
    static constexpr int kNameBytesMax = 255; // as the engine counts

    explicit ImportForm(QObject *parent = nullptr);

    /// The dialog opens, empty but for what is told. A path chooses the file's way.
    Q_INVOKABLE void begin();
    void begin(const QString &source, const QString &name, bool isFile);
    /// Of a file dialog, or of what was dropped on the page.
    Q_INVOKABLE void takeFile(const QUrl &file);
    Q_INVOKABLE void takeAuthFile(const QUrl &file);

    bool fromFile() const { return m_fromFile; }
    void setFromFile(bool fromFile);
    QString reference() const { return m_reference; }
    void setReference(const QString &text);
    QString authFile() const { return m_authFile; }
    void setAuthFile(const QString &text);
    bool plainHttp() const { return m_plainHttp; }
    void setPlainHttp(bool plain);
    QString path() const { return m_path; }
    void setPath(const QString &text);
    QString name() const { return m_name; }
    void setName(const QString &text);
    QString suggestedName() const;
    QString referenceProblem() const;
    QString authProblem() const;
    QString pathProblem() const;
    QString pathHint() const;
    QString nameProblem() const;
    bool canImport() const { return wanted().has_value() && !m_sending; }
    bool sending() const { return m_sending; }
    QString refusal() const { return m_refusal; }
    QUrl folder() const;

    std::optional<api::ImportImage> wanted() const;
    void setSending();
    void setAnswer(const api::Verdict &verdict);

Q_SIGNALS:
    void changed();
    /// Accepted: the dialog may close.
    void begun();

private:
    void set(QString &field, const QString &text);

    bool m_fromFile = false;
    QString m_reference;
    QString m_authFile;
    std::deque<api::ImportImage> m_sent; // for whoever tries again: the engine does not repeat how it was asked
    bool m_plainHttp = false;
    QString m_path;
    QString m_name;
    bool m_sending = false;
    QString m_refusal;
};

} // namespace glovebox::models
