import type { ReactNode } from "react";
import { Apps } from "./pages/apps.tsx";
import { DeadLetters } from "./pages/dead-letters.tsx";
import { Deliveries } from "./pages/deliveries.tsx";
import { Events } from "./pages/events.tsx";
import { Overview } from "./pages/overview.tsx";
import { Processes } from "./pages/processes.tsx";
import { Queues } from "./pages/queues.tsx";
import { Routes } from "./pages/routes.tsx";
import { Runs } from "./pages/runs.tsx";
import { Webhooks } from "./pages/webhooks.tsx";

/** A page of the console: its name in the address, its title, what it is about, and what it shows. */
export interface PageOfPart {
  id: string;
  title: string;
  about: string;
  show(): ReactNode;
}

/** A part of the console, for one kind of people. A merchant's part would be one more of these. */
export interface Part {
  id: string;
  title: string;
  pages: PageOfPart[];
}

/** All parts, in the order of the navigation. */
export const parts: Part[] = [
  {
    id: "operations",
    title: "Operations",
    pages: [
      {
        id: "overview",
        title: "Overview",
        about: "What needs somebody now. Each number leads to its page.",
        show: () => <Overview />,
      },
      {
        id: "runs",
        title: "Workflows",
        about:
          "What crosses services, one run for each request. Runs go on by themselves, also when a process dies. One that is stuck waits for you: open it, see which step was refused, mend the cause, and resume it.",
        show: () => <Runs />,
      },
      {
        id: "dead-letters",
        title: "Dead letters",
        about:
          "Events that a service could not handle, after all tries. Open one to see why; then replay it, mend its data, or discard it.",
        show: () => <DeadLetters />,
      },
      {
        id: "queues",
        title: "Outbox and consumers",
        about:
          "Events that wait to be published, and subscribers that are behind. Both empty by themselves once the bus and the services are there.",
        show: () => <Queues part="queues" />,
      },
      {
        id: "jobs",
        title: "Jobs",
        about: "What each service does by itself, as the process that answered sees it.",
        show: () => <Queues part="jobs" />,
      },
      {
        id: "deliveries",
        title: "Deliveries",
        about: "Events that were sent to the webhooks of apps.",
        show: () => <Deliveries />,
      },
      { id: "webhooks", title: "Webhooks", about: "Where apps have their events sent to.", show: () => <Webhooks /> },
      {
        id: "events",
        title: "Live events",
        about: "Everything that happened in all stores, the latest first, with who did it.",
        show: () => <Events />,
      },
      {
        id: "routes",
        title: "Slowest routes",
        about: "How long the requests of each route took since the gateways started, the slowest first.",
        show: () => <Routes />,
      },
      {
        id: "processes",
        title: "Processes",
        about:
          "Every process of the product. One that is silent was not heard for three seconds: it is dead, frozen or cut off. It leaves this list ten minutes later.",
        show: () => <Processes />,
      },
      {
        id: "apps",
        title: "Stores and apps",
        about: "Stores, and the apps that may call for them.",
        show: () => <Apps />,
      },
    ],
  },
];
