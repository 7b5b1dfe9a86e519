#include "support/browser.h"

#include "support/http_client.h"
#include "support/text_file.h"

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <sys/socket.h>

#include <csignal>

#include <algorithm>
#include <stdexcept>
#include <utility>
#include <vector>

namespace testing_support {

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace json = boost::json;
using namespace std::chrono_literals;

constexpr auto program = "/usr/bin/chromium";

std::string address_of(const json::value& page)
{
    return std::string(page.at("webSocketDebuggerUrl").as_string());
}

/// "/devtools/page/…" of the first page, once there is one.
std::string path_of_first_page(int port)
{
    std::string path;
    (void)eventually(
        [&] {
            HttpClient client(port);
            const std::string answer = client.ask("GET /json/list HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
            const json::value pages = json::parse(answer.substr(answer.find("\r\n\r\n") + 4));
            for (const json::value& page : pages.as_array()) {
                if (page.at("type") != "page") continue;
                const std::string address = address_of(page);
                path = address.substr(address.find("/devtools"));
            }
            return !path.empty();
        },
        10s);
    if (path.empty()) throw std::runtime_error("Chromium has no page");
    return path;
}

}  // namespace

struct Browser::Wire {
    asio::io_context context;
    beast::websocket::stream<asio::ip::tcp::socket> socket{context};
    std::vector<std::string> events;  ///< their names, since the last action

    Wire(int port, const std::string& path)
    {
        socket.next_layer().connect({asio::ip::address_v4::loopback(), static_cast<std::uint16_t>(port)});
        // A browser that says nothing for so long will not say it any more.
        const timeval patience{.tv_sec = 60, .tv_usec = 0};
        ::setsockopt(socket.next_layer().native_handle(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        socket.handshake("127.0.0.1:" + std::to_string(port), path);
    }

    json::object read()
    {
        beast::flat_buffer buffer;
        socket.read(buffer);
        json::object message = json::parse(beast::buffers_to_string(buffer.data())).as_object();
        if (const json::value* method = message.if_contains("method"))
            events.emplace_back(method->as_string().data(), method->as_string().size());
        return message;
    }
};

bool Browser::is_possible(std::string& why)
{
    if (!std::filesystem::exists(program)) why = std::string("Chromium is not installed: no ") + program;
    return why.empty();
}

Browser::Browser(const std::string& host, int port)
{
    // The sandbox needs user namespaces, which root and containers lack; what is shown is our own page.
    process_ = std::make_unique<Process>(
        std::vector<std::string>{program, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
                                 "--no-first-run", "--disable-background-networking", "--disable-component-update",
                                 "--disable-sync", "--no-proxy-server", "--remote-debugging-port=0",
                                 "--user-data-dir=" + (folder_ / "profile").string(),
                                 "--host-resolver-rules=MAP " + host + " 127.0.0.1:" + std::to_string(port) +
                                     ", MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
                                 "about:blank"},
        folder_ / "log");
    const std::filesystem::path told = folder_ / "profile/DevToolsActivePort";
    const bool is_there =
        eventually([&] { return std::filesystem::exists(told) && std::filesystem::file_size(told) > 10; }, 30s);
    if (!is_there) throw std::runtime_error("Chromium does not start: " + read_text(folder_ / "log"));
    const int devtools = std::stoi(read_text(told));
    wire_ = std::make_unique<Wire>(devtools, path_of_first_page(devtools));
    ask("Page.enable");
    ask("Emulation.setScriptExecutionDisabled", {{"value", true}});
}

Browser::~Browser()
{
    try {
        ask("Browser.close");  // its helpers go with it
        process_->wait(10s);
    } catch (const std::exception&) {
        process_->signal(SIGTERM);
        process_->wait(10s);
    }
}

json::object Browser::ask(const char* method, json::object parameters)
{
    const json::object question{{"id", ++last_id_}, {"method", method}, {"params", std::move(parameters)}};
    wire_->socket.write(asio::buffer(json::serialize(question)));
    for (;;) {
        json::object message = wire_->read();
        const json::value* id = message.if_contains("id");
        if (id == nullptr || *id != last_id_) continue;
        if (message.contains("error")) throw std::runtime_error(method + (": " + json::serialize(message["error"])));
        return message["result"].as_object();
    }
}

void Browser::wait_for(const char* event)
{
    while (std::ranges::find(wire_->events, event) == wire_->events.end()) (void)wire_->read();
}

void Browser::open(const std::string& url)
{
    wire_->events.clear();
    ask("Page.navigate", {{"url", url}});
    wait_for("Page.loadEventFired");
}

void Browser::focus(const std::string& selector)
{
    const json::value root = ask("DOM.getDocument").at("root").at("nodeId");
    const json::value node = ask("DOM.querySelector", {{"nodeId", root}, {"selector", selector}}).at("nodeId");
    if (node == 0) throw std::runtime_error("the page has no " + selector + ": " + page());
    ask("DOM.focus", {{"nodeId", node}});
}

void Browser::type(const std::string& field, const std::string& text)
{
    focus("[name='" + field + "']");
    ask("Input.insertText", {{"text", text}});
}

void Browser::press(const json::object& key)
{
    json::object down = key;
    down["type"] = "keyDown";
    json::object up = key;
    up["type"] = "keyUp";
    ask("Input.dispatchKeyEvent", std::move(down));
    ask("Input.dispatchKeyEvent", std::move(up));
}

void Browser::press_space(const std::string& selector)
{
    focus(selector);
    press({{"key", " "}, {"code", "Space"}, {"text", " "}, {"windowsVirtualKeyCode", 32}});
}

void Browser::press_enter(const std::string& selector)
{
    focus(selector);
    wire_->events.clear();
    press({{"key", "Enter"}, {"code", "Enter"}, {"text", "\r"}, {"windowsVirtualKeyCode", 13}});
    wait_for("Page.loadEventFired");
}

std::string Browser::page()
{
    const json::value root = ask("DOM.getDocument").at("root").at("nodeId");
    const json::object html = ask("DOM.getOuterHTML", {{"nodeId", root}});
    return std::string(html.at("outerHTML").as_string());
}

}  // namespace testing_support
