#include "app/panel/desktop.h"

#include "app/models/panel_model.h"

#include <QFile>
#include <QPainter>
#include <QSvgRenderer>

namespace glovebox::panel {

namespace {

using models::NoticesModel;
using models::TrayMenu;

constexpr int kIconSizes[] = {16, 22, 24, 32, 48};
const QString kIconFile = QStringLiteral(":/glovebox/icons/glovebox.svg");
/// A tray is dark on one desktop and light on the next: a tile of our own is seen on both.
const QColor kTile(0x1f, 0x2a, 0x37);
const QColor kInk(0xf3, 0xf4, 0xf6);
const QColor kAttention(0xf5, 0x9e, 0x0b);
const QColor kFailed(0xdc, 0x26, 0x26);

/// As the states of the window: what waits is a triangle with a bang, what failed an octagon with a cross.
void drawMark(QPainter &painter, TrayMenu::Look look, double size)
{
    const double side = size * 0.56;
    painter.translate(size - side, size - side);
    painter.setPen(QPen(kTile, size / 22.0));
    if (look == TrayMenu::Look::NeedsYou) {
        painter.setBrush(kAttention);
        painter.drawPolygon(QPolygonF{{side / 2, 0}, {side, side * 0.94}, {0, side * 0.94}});
        painter.setPen(QPen(Qt::black, side / 8, Qt::SolidLine, Qt::RoundCap));
        painter.drawLine(QPointF(side / 2, side * 0.36), QPointF(side / 2, side * 0.6));
        painter.drawPoint(QPointF(side / 2, side * 0.79));
        return;
    }
    const double cut = side * 0.29;
    painter.setBrush(kFailed);
    painter.drawPolygon(QPolygonF{{cut, 0},
                                  {side - cut, 0},
                                  {side, cut},
                                  {side, side - cut},
                                  {side - cut, side},
                                  {cut, side},
                                  {0, side - cut},
                                  {0, cut}});
    painter.setPen(QPen(Qt::white, side / 8, Qt::SolidLine, Qt::RoundCap));
    painter.drawLine(QPointF(side * 0.32, side * 0.32), QPointF(side * 0.68, side * 0.68));
    painter.drawLine(QPointF(side * 0.68, side * 0.32), QPointF(side * 0.32, side * 0.68));
}

} // namespace

QImage trayIcon(TrayMenu::Look look, int size)
{
    QFile file(kIconFile);
    QByteArray drawing = file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    drawing.replace("#000", kInk.name().toLatin1());
    QImage image(size, size, QImage::Format_ARGB32_Premultiplied);
    image.fill(Qt::transparent);
    QPainter painter(&image);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(kTile);
    painter.drawRoundedRect(QRectF(0, 0, size, size), size / 5.0, size / 5.0);
    const double margin = size / 8.0;
    QSvgRenderer(drawing).render(&painter, QRectF(margin, margin, size - 2 * margin, size - 2 * margin));
    if (look != TrayMenu::Look::Normal)
        drawMark(painter, look, size);
    return image;
}

Desktop::Desktop(models::PanelModel &panel, const QDBusConnection &bus)
    : m_desktop(*panel.desktop()), m_panel(panel),
      m_notifier(bus, QStringLiteral("Glovebox"), QStringLiteral("glovebox")), m_tray(bus)
{
    NoticesModel *notices = m_desktop.notices();
    connect(notices, &NoticesModel::shown, this, &Desktop::showNotice);
    connect(notices, &NoticesModel::gone, &m_notifier, &platform::Notifier::takeAway);
    connect(&m_notifier, &platform::Notifier::pressed, notices, &NoticesModel::press);
    connect(&m_notifier, &platform::Notifier::wayChanged, notices, [this, notices] {
        using From = platform::Notifier::Way;
        notices->setWay(m_notifier.way() == From::Portal    ? NoticesModel::Way::Portal
                        : m_notifier.way() == From::Service ? NoticesModel::Way::Service
                                                            : NoticesModel::Way::Nobody);
    });
    TrayMenu *menu = m_desktop.tray();
    connect(menu, &TrayMenu::changed, this, &Desktop::showTray);
    connect(&m_tray, &platform::Tray::thereChanged, menu, [this, menu] { menu->setThere(m_tray.there()); });
    connect(&m_tray, &platform::Tray::activated, &m_desktop, &models::DesktopPanel::comeForward);
    connect(&m_tray, &platform::Tray::chosen, menu, [menu](int row) {
        if (row < static_cast<int>(menu->rows().size()))
            menu->choose(menu->rows()[static_cast<std::size_t>(row)].action);
    });
}

void Desktop::showNotice(const models::Notice &notice)
{
    std::vector<platform::NoticeButton> buttons;
    for (const char *key : {NoticesModel::kReview, NoticesModel::kMute})
        if (key == NoticesModel::kReview || notice.isOfSession)
            buttons.push_back({QString::fromLatin1(key), NoticesModel::wordOf(QString::fromLatin1(key))});
    m_notifier.show({notice.group, notice.title, notice.text, std::move(buttons)});
}

void Desktop::showTray()
{
    const TrayMenu &menu = *m_desktop.tray();
    std::vector<platform::MenuLine> lines;
    for (const models::TrayRow &row : menu.rows())
        lines.push_back({row.text, row.enabled});
    m_tray.setLines(std::move(lines));
    platform::TrayLook look{m_panel.windowTitle(), menu.stateText(), menu.look() != TrayMenu::Look::Normal, {}};
    for (const int size : kIconSizes)
        look.icons.push_back(trayIcon(menu.look(), size));
    m_tray.setLook(std::move(look));
}

} // namespace glovebox::panel
