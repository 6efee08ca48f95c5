using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Playwright;
using Xunit;

namespace PopPK.Reporting.Tests;

/// <summary>A page in the browser, with everything it complained of and asked for.</summary>
internal sealed class OpenPage
{
    // Counts what was drawn, by kind of mark, from the scene the view shows.
    private const string CountMarks = """
        () => {
          const counted = {};
          const walk = (item, marks) => {
            if (item.marktype && item.marktype !== 'group' && item.role === 'mark') {
              const drawn = item.items.filter(i => Number.isFinite(i.x) && Number.isFinite(i.y) && i.opacity !== 0);
              marks[item.marktype] = (marks[item.marktype] || 0) + drawn.length;
            }
            (item.items || []).forEach(i => walk(i, marks));
          };
          for (const card of document.querySelectorAll('[data-chart]')) {
            const marks = { state: card.dataset.state || 'not drawn' };
            const view = poppk.views.get(card.dataset.chart);
            if (view) { walk(view.scenegraph().root, marks); }
            counted[card.dataset.chart] = marks;
          }
          return JSON.stringify(counted);
        }
        """;

    public OpenPage(IPage page)
    {
        Page = page;
        page.Console += (_, message) => AddIf(message.Type is "error" or "warning", message.Text);
        page.PageError += (_, error) => Complaints.Add(error);
        page.Dialog += (_, dialog) => Complaints.Add($"dialog {dialog.Message}");
        page.Request += (_, request) =>
        {
            if (request.Url.Split(':')[0] is not ("file" or "data" or "blob"))
            {
                Requests.Add(request.Url);
            }
        };
    }

    public IPage Page { get; }

    public ConcurrentBag<string> Complaints { get; } = [];

    public ConcurrentBag<string> Requests { get; } = [];

    /// <summary>Draws all charts.</summary>
    /// <returns>By chart the number of marks of each kind that have a place.</returns>
    public async Task<Dictionary<string, Dictionary<string, int>>> DrawAll()
    {
        await Page.EvaluateAsync("() => poppk.drawAll()");
        return await Marks();
    }

    /// <summary>What charts show now.</summary>
    public async Task<Dictionary<string, Dictionary<string, int>>> Marks()
    {
        using var counted = JsonDocument.Parse(await Page.EvaluateAsync<string>(CountMarks));
        return counted.RootElement.EnumerateObject().ToDictionary(
            c => c.Name,
            c => c.Value.EnumerateObject().Where(m => m.Value.ValueKind == JsonValueKind.Number).ToDictionary(m => m.Name, m => m.Value.GetInt32()));
    }

    /// <summary>Everything that is wrong with the page once all charts are drawn; empty when nothing is.</summary>
    public async Task<string[]> Faults()
    {
        var marks = await DrawAll();
        var states = await Page.EvaluateAsync<string[]>("() => [...document.querySelectorAll('[data-chart]')].filter(c => c.dataset.state !== 'drawn').map(c => `${c.dataset.chart} is not drawn`)");
        var empty = marks.Where(m => m.Value.Values.Sum() == 0).Select(m => $"{m.Key} shows nothing");
        var pointless = marks.Where(m => HasPoints(m.Key) && m.Value.GetValueOrDefault("symbol") == 0).Select(m => $"{m.Key} shows no points");
        return [.. Complaints.Concat(Requests.Select(r => $"request of {r}")).Concat(states).Concat(empty).Concat(pointless)];
    }

    /// <summary>Fails when something is wrong with the page.</summary>
    public async Task AssertSound()
    {
        var faults = await Faults();
        Assert.True(faults.Length == 0, string.Join('\n', faults));
    }

    private static bool HasPoints(string chart) => !chart.Contains("distributions", StringComparison.Ordinal) && !chart.Contains("correlation", StringComparison.Ordinal) && !chart.Contains("vpc", StringComparison.Ordinal);

    private void AddIf(bool isComplaint, string text)
    {
        if (isComplaint)
        {
            Complaints.Add(text);
        }
    }
}
