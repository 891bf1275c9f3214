// Role: what the set-up's sandboxes are made of: the guest image that the engine prepares at its start, and the
// template that they are cloned from; how far that is, and whether a sandbox can start. Thread: GUI. Invariant: says
// what the engine's views say, and nothing else.
#pragma once

#include "app/bridge/mailbox.h"
#include "app/format/errors.h"
#include "app/models/host_status.h"
#include "app/models/images_model.h"
#include "app/models/templates_model.h"

namespace glovebox::models {

class SetupBase : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Made by the set-up")
    Q_PROPERTY(bool ready READ ready NOTIFY changed) // a sandbox can start
    Q_PROPERTY(bool preparing READ preparing NOTIFY changed)
    Q_PROPERTY(bool failed READ failed NOTIFY changed)
    Q_PROPERTY(bool canPrepare READ canPrepare NOTIFY changed)
    Q_PROPERTY(QString imageTone READ imageTone NOTIFY changed)
    Q_PROPERTY(QString imageSymbol READ imageSymbol NOTIFY changed)
    Q_PROPERTY(QString imageWord READ imageWord NOTIFY changed)
    Q_PROPERTY(QString imageText READ imageText NOTIFY changed)
    Q_PROPERTY(QString templateTone READ templateTone NOTIFY changed)
    Q_PROPERTY(QString templateSymbol READ templateSymbol NOTIFY changed)
    Q_PROPERTY(QString templateWord READ templateWord NOTIFY changed)
    Q_PROPERTY(QString templateText READ templateText NOTIFY changed)
    Q_PROPERTY(QString summary READ summary NOTIFY changed)
    Q_PROPERTY(QString errorWhat READ errorWhat NOTIFY changed)
    Q_PROPERTY(QString errorWhy READ errorWhy NOTIFY changed)
    Q_PROPERTY(QString errorTodo READ errorTodo NOTIFY changed)
    Q_PROPERTY(QString errorDetail READ errorDetail NOTIFY changed)
    Q_PROPERTY(QString errorCode READ errorCode NOTIFY changed)

public:
    SetupBase(const HostStatus &host, const ImagesModel &images, const TemplatesModel &templates, Ticker *ticker);

    /// The lists have it already.
    void apply(const bridge::Batch &batch);

    bool ready() const;
    bool preparing() const;
    bool failed() const;
    bool canPrepare() const { return m_host.canStart(); }
    QString imageTone() const;
    QString imageSymbol() const;
    QString imageWord() const;
    QString imageText() const;
    QString templateTone() const;
    QString templateSymbol() const;
    QString templateWord() const;
    QString templateText() const;
    QString summary() const;
    QString errorWhat() const { return problem().what; }
    QString errorWhy() const { return problem().why; }
    QString errorTodo() const { return problem().todo; }
    QString errorDetail() const { return problem().detail; }
    QString errorCode() const { return problem().code; }
    /// As text, for the clipboard; empty: there is none.
    QString errorText() const;
    /// Another Glovebox works in these folders.
    bool isTaken() const;

Q_SIGNALS:
    void changed();

private:
    format::Explanation problem() const;
    const api::ImageView *image() const;     // that a sandbox gets
    const api::TemplateView *madeOf() const; // likewise; null: it boots
    QString soFar() const;

    const HostStatus &m_host;
    const ImagesModel &m_images;
    const TemplatesModel &m_templates;
    Ticker *m_ticker;
    std::optional<WallTime> m_since; // it is being prepared
};

} // namespace glovebox::models
