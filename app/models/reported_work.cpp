#include "app/models/reported_work.h"

namespace glovebox::models {

ReportedWork::ReportedWork(QObject *parent) : QObject(parent)
{
    m_rest.setSingleShot(true);
    m_rest.setInterval(kTellInterval);
    connect(&m_rest, &QTimer::timeout, this, [this] {
        if (m_told && m_isNews)
            tell();
    });
}

void ReportedWork::setClient(bridge::EngineClient *client)
{
    m_client = client;
    if (client)
        connect(client, &bridge::EngineClient::arrived, this, &ReportedWork::look);
}

void ReportedWork::begin(domain::OperationKind kind, const QString &object, const QString &name, bool canCancel)
{
    cancelled(tr("Another one was begun."));
    m_told = api::ReportOperation{
        .kind = kind, .object = object.toStdString(), .name = name.toStdString(), .canCancel = canCancel};
    m_isAsked = false;
    tell();
}

void ReportedWork::setCanCancel(bool can)
{
    if (m_told)
        m_told->canCancel = can;
}

void ReportedWork::proceed(const QString &step, std::optional<double> progress)
{
    if (!m_told)
        return;
    m_told->step = step.toStdString();
    m_told->progress = progress;
    m_isNews = true;
    if (!m_rest.isActive())
        tell();
}

void ReportedWork::done(const QString &result)
{
    end(domain::OperationState::Done, result);
}

void ReportedWork::cancelled(const QString &result)
{
    end(domain::OperationState::Cancelled, result);
}

void ReportedWork::failed(Error why)
{
    const QString text = QString::fromStdString(why.detail);
    if (m_told)
        m_told->problem = std::move(why);
    end(domain::OperationState::Failed, text);
}

void ReportedWork::end(domain::OperationState state, const QString &result)
{
    if (!m_told)
        return;
    m_told->state = state;
    m_told->result = result.toStdString();
    tell();
    m_told.reset();
}

void ReportedWork::tell()
{
    m_isNews = false;
    m_rest.start();
    if (m_client)
        m_client->maintain(*m_told);
}

void ReportedWork::look(const bridge::Batch &batch)
{
    for (const api::OperationView &view : batch.operations) {
        const bool isThis = m_told && view.operation.kind == m_told->kind && view.operation.object == m_told->object &&
                            !domain::isOver(view.operation.state);
        if (!isThis || !view.cancelAsked || std::exchange(m_isAsked, true))
            continue;
        Q_EMIT cancelAsked();
    }
}

} // namespace glovebox::models
