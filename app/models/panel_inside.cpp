// What the panel shows of one sandbox from the inside, and how one gets there.
#include "app/models/panel_model.h"

namespace glovebox::models {

/// Whatever is beside a session's events or a sandbox's terminals is of that session, or of that sandbox.
void PanelModel::connectInside()
{
    const auto follow = [this] {
        if (m_page == SessionPage)
            m_inside.show(m_session.sandbox(), m_session.id());
        else if (m_page == TerminalPage)
            m_inside.show(m_terminals.sandbox(), {});
        else
            m_inside.show({}, {});
    };
    connect(this, &PanelModel::pageChanged, this, follow);
    connect(&m_session, &SessionDetail::changed, this, follow);
    connect(&m_terminals, &TerminalsPanel::shownChanged, this, follow);
    connect(m_inside.files(), &FilesPanel::toast, this, &PanelModel::toast);
    connect(&m_inside, &SandboxInside::snapshotChosen, this, [this](const QString &id) {
        m_snapshots.selectKey(id);
        m_lineage.selectKey(id);
    });
    connect(&m_inside, &SandboxInside::tabChanged, this, [this] { // taking one is asked of the selected sandbox
        if (m_inside.looking() && m_inside.tab() == SandboxInside::Snapshots)
            m_sandboxes.selectKey(m_inside.sandbox());
    });
}

void PanelModel::openFiles(const QString &sandbox)
{
    openTerminals(sandbox);
    if (m_page == TerminalPage)
        m_inside.setTab(SandboxInside::Files);
}

} // namespace glovebox::models
