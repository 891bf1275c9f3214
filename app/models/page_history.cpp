#include "app/models/page_history.h"

#include "app/models/action_deeds.h"
#include "app/models/panel_model.h"

#include <QScopedValueRollback>

namespace glovebox::models {

PageHistory::PageHistory(PanelModel &panel) : m_panel(panel)
{
    m_visits.push_back(now());
    connect(&panel, &PanelModel::pageChanged, this, &PageHistory::note);
    connect(panel.session(), &SessionDetail::changed, this, [this] { // from one session to another
        if (m_panel.page() == PanelModel::SessionPage)
            note();
    });
}

PageHistory::Visit PageHistory::now() const
{
    if (m_panel.page() == PanelModel::SessionPage)
        return {m_panel.page(), m_panel.session()->id()};
    if (m_panel.page() == PanelModel::TerminalPage)
        return {m_panel.page(), m_panel.sandboxes()->currentKey()};
    return {m_panel.page(), {}};
}

void PageHistory::note()
{
    const Visit visit = now();
    if (m_moving || visit == m_visits[m_at])
        return;
    m_visits.resize(m_at + 1, {}); // another way was taken: what was ahead is not
    m_visits.push_back(visit);
    if (m_visits.size() > kMost)
        m_visits.erase(m_visits.begin());
    m_at = m_visits.size() - 1;
}

void PageHistory::goBack()
{
    if (!canGoBack())
        return;
    --m_at;
    show();
}

void PageHistory::goForward()
{
    if (!canGoForward())
        return;
    ++m_at;
    show();
}

void PageHistory::show()
{
    const QScopedValueRollback moving(m_moving, true);
    const Visit visit = m_visits[m_at];
    if (visit.page == PanelModel::SessionPage)
        m_panel.openSession(visit.key);
    else if (visit.page == PanelModel::TerminalPage)
        m_panel.openTerminals(visit.key);
    else
        m_panel.setPage(static_cast<PanelModel::Page>(visit.page));
}

} // namespace glovebox::models
